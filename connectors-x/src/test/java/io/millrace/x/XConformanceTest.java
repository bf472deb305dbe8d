package io.millrace.x;

import io.millrace.api.Event;
import io.millrace.api.Inbox;
import io.millrace.api.Intake;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import io.millrace.api.PushConnector;
import io.millrace.testkit.Cannot;
import io.millrace.testkit.PushConformance;
import io.millrace.testkit.server.KeepServerLogs;
import io.millrace.testkit.server.XServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * X keeps every rule of a push source that it can show. It hears nothing of what becomes of its posts: what the rules call
 * acknowledged is here that the put has returned, and what they call told is that it has failed.
 */
@ExtendWith(KeepServerLogs.class)
class XConformanceTest extends PushConformance {
    private static final long POLL_NANOS = 2_000_000;
    private static final Duration BOUND = Duration.ofMinutes(1);
    private static XServer server;

    @BeforeAll
    static void start() {
        server = XServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    public PushConnector connector() {
        return new Watched();
    }

    @Override
    public Map<String, String> options() {
        return Following.options(server, Following.account(server, "{\"stamp\":false}"));
    }

    @Override
    public Event event(int number) {
        return Posts.event(number, text(number));
    }

    @Override
    public Event largeEvent() {
        return Posts.event(1_000, "millrace " + "large ".repeat(300_000));
    }

    @Override
    public int concurrentPuts() {
        return 1;
    }

    @Override
    public Map.Entry<String, Map<String, String>> impossible() {
        return Map.entry("bearerToken", Following.options(server, "unknown"));
    }

    @Override
    public void breakOff(Intake intake, List<Event> events) {
        throw Cannot.show("X sends posts one by one; that one which breaks off is not there is in ReconnectTest");
    }

    /** X itself as it sends; going away, it cuts the connection. */
    @Override
    public Sender sender(Intake intake) {
        WatchedIntake watched = (WatchedIntake) intake;
        return new Sender() {
            private volatile boolean gone;

            @Override
            public void send(List<Event> events) throws IOException {
                // The server may count a connection of an earlier intake that it does not know to be gone.
                watched.await(() -> watched.isConnected() && connections(watched.token) > 0, () -> gone);
                int failures = watched.failures.get();
                server.publish(
                        watched.token,
                        events.stream().map(XConformanceTest::line).toList());
                // Twice, as one may have been under way before.
                watched.await(
                        () -> events.stream().allMatch(event -> watched.durable.contains(Posts.text(event.key()))),
                        () -> gone || watched.failures.get() > failures + 1);
            }

            @Override
            public void close() {
                gone = true;
                server.cut(watched.token, "close");
            }
        };
    }

    private static int connections(String token) {
        return server.seen(token).path("connections").asInt();
    }

    private static String text(int number) {
        return "post " + number + " of the millrace, für alle 🌊";
    }

    /** As it is published: without the rules that it matches. */
    private static String line(Event event) {
        String value = Posts.text(event.value());
        return value.substring(0, value.indexOf(",\"matching_rules\"")) + "}";
    }

    /** The connector, which also tells what has become of posts. */
    private static final class Watched implements PushConnector {
        @Override
        public String name() {
            return new XInput().name();
        }

        @Override
        public OptionSet options() {
            return new XInput().options();
        }

        @Override
        public Intake start(Options options, Inbox inbox) {
            return new WatchedIntake(options, inbox);
        }
    }

    private static final class WatchedIntake implements Intake {
        private final String token;
        private final Set<String> durable = ConcurrentHashMap.newKeySet();
        private final AtomicInteger failures = new AtomicInteger();
        private final XIntake intake;

        WatchedIntake(Options options, Inbox inbox) {
            this.token = options.value(XOptions.BEARER_TOKEN).reveal();
            this.intake = XIntake.start(options, events -> put(inbox, events), Time.REAL);
        }

        @Override
        public void close() {
            intake.close();
        }

        private void put(Inbox inbox, List<Event> events) throws IOException, InterruptedException {
            try {
                inbox.put(events);
                events.forEach(event -> durable.add(Posts.text(event.key())));
            } catch (IOException e) {
                failures.incrementAndGet();
                throw e;
            }
        }

        boolean isConnected() {
            return Boolean.parseBoolean(intake.figures().get("connected"));
        }

        void await(Check what, Check unless) throws IOException {
            long end = System.nanoTime() + BOUND.toNanos();
            while (!what.test()) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException("Nothing became of what was sent within " + BOUND);
                }
                if (unless.test() || (intake.isOver() && !what.test())) {
                    throw new IOException("not taken");
                }
                LockSupport.parkNanos(POLL_NANOS);
            }
        }
    }

    /** Whether something is so. */
    @FunctionalInterface
    private interface Check {
        boolean test();
    }
}
