package io.millrace.testkit.faults;

import io.millrace.api.DataLossException;
import io.millrace.api.DenseOffsets;
import io.millrace.api.Event;
import io.millrace.api.Field;
import io.millrace.api.LiveLogConnector;
import io.millrace.api.Options;
import io.millrace.api.Tail;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Faults of tails. */
final class TailFaults {
    private TailFaults() {}

    interface Opening {
        Tail tail(LiveLogConnector sound, String partition, String start, Options options) throws IOException;
    }

    static List<Fault<LiveLogConnector>> all() {
        return List.of(
                tail(
                        "the events of a tail have no position",
                        "L6.1 L6.4",
                        (sound, partition, start, options) ->
                                new ForwardingTail(sound.tail(partition, start, Set.of(), options)) {
                                    @Override
                                    public @Nullable Event poll(Duration timeout) throws IOException {
                                        Event event = super.poll(timeout);
                                        return event == null
                                                ? null
                                                : Event.of(
                                                        event.key(),
                                                        event.value(),
                                                        event.headers(),
                                                        event.timestampMicros(),
                                                        "");
                                    }
                                }),
                tail(
                        "a tail looks at what was there when it was opened",
                        "L6.2",
                        (sound, partition, start, options) ->
                                new ForwardingTail(sound.tail(partition, start, Set.of(), options)) {
                                    private boolean reached;

                                    @Override
                                    public @Nullable Event poll(Duration timeout) throws IOException {
                                        Event event = reached ? null : super.poll(timeout);
                                        reached = event == null;
                                        return event;
                                    }
                                }),
                tail(
                        "a tail to which nothing comes fails",
                        "L6.2 L6.3 L6.6",
                        (sound, partition, start, options) ->
                                new ForwardingTail(sound.tail(partition, start, Set.of(), options)) {
                                    @Override
                                    public Event poll(Duration timeout) throws IOException {
                                        Event event = super.poll(timeout);
                                        if (event == null) {
                                            throw new IOException("Timed out");
                                        }
                                        return event;
                                    }
                                }),
                tail(
                        "the position of a tail is ahead by what it has buffered",
                        "L6.4",
                        (sound, partition, start, options) ->
                                new ForwardingTail(sound.tail(partition, start, Set.of(), options)) {
                                    @Override
                                    public String position() {
                                        return Long.toString(DenseOffsets.number(super.position()) + 1);
                                    }
                                }),
                tail("a tail sets itself back when its start is gone", "L6.5", (sound, partition, start, options) -> {
                    try {
                        return sound.tail(partition, start, Set.of(), options);
                    } catch (DataLossException e) {
                        return sound.tail(partition, "", Set.of(), options);
                    }
                }),
                tail(
                        "a tail never ends",
                        "L6.6",
                        (sound, partition, start, options) ->
                                new ForwardingTail(sound.tail(partition, start, Set.of(), options)) {
                                    @Override
                                    public boolean ended() {
                                        return false;
                                    }
                                }));
    }

    static Fault<LiveLogConnector> tail(String name, String breaks, Opening opening) {
        return Fault.of(name, breaks, () -> new BrokenLog() {
            @Override
            public Tail tail(String partition, String start, Set<Field> fields, Options options) throws IOException {
                return opening.tail(sound, partition, start, options);
            }
        });
    }
}
