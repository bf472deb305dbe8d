package io.millrace.testkit.faults;

import io.millrace.api.Event;
import io.millrace.api.Identified;
import io.millrace.api.Inbox;
import io.millrace.api.PushConnector;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** Faults of what becomes of batches with an identity. */
final class OnceFaults {
    private OnceFaults() {}

    static List<Fault<PushConnector>> all() {
        return List.of(
                once("identities get lost on the way", "P4.1 P4.3", sound -> events -> sound.put(events)),
                once("a batch is remembered before it is durable", "P4.2 P4.4", sound -> new Once() {
                    private final Set<Long> remembered = ConcurrentHashMap.newKeySet();

                    @Override
                    void put(Identified batch) throws IOException, InterruptedException {
                        if (remembered.add(batch.number())) {
                            sound.putOnce(List.of(batch));
                        }
                    }
                }),
                once("what is remembered is forgotten at a restart", "P4.3", sound -> new Once() {
                    private final Set<Long> remembered = ConcurrentHashMap.newKeySet();

                    @Override
                    void put(Identified batch) throws IOException, InterruptedException {
                        if (!remembered.contains(batch.number())) {
                            sound.put(batch.events());
                            remembered.add(batch.number());
                        }
                    }
                }),
                once("half a batch is remembered", "P4.4", sound -> new Once() {
                    @Override
                    void put(Identified batch) throws IOException, InterruptedException {
                        int half = batch.events().size() / 2;
                        sound.putOnce(List.of(new Identified(
                                batch.sender() + "-1",
                                batch.number(),
                                batch.events().subList(0, half))));
                        sound.putOnce(List.of(new Identified(
                                batch.sender() + "-2",
                                batch.number(),
                                batch.events().subList(half, batch.events().size()))));
                    }
                }));
    }

    /** Takes batches one after another. */
    private abstract static class Once implements Inbox {
        abstract void put(Identified batch) throws IOException, InterruptedException;

        @Override
        public void put(List<Event> events) {
            throw new IllegalStateException("Only batches with an identity come here");
        }

        @Override
        public void putOnce(List<Identified> batches) throws IOException, InterruptedException {
            for (Identified batch : batches) {
                put(batch);
            }
        }
    }

    private static Fault<PushConnector> once(String name, String breaks, UnaryOperator<Inbox> change) {
        return Fault.of(name, breaks, () -> new BrokenPush() {
            @Override
            Inbox changedForIdentities(Inbox inbox) {
                return change.apply(inbox);
            }
        });
    }
}
