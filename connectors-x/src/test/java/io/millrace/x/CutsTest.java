package io.millrace.x;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.testkit.server.KeepServerLogs;
import io.millrace.testkit.server.XServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Posts come steadily, split at any byte, and connections are cut all the time, in any of the ways. */
@ExtendWith(KeepServerLogs.class)
class CutsTest {
    private static final int PER_CALL = 10;
    private static final Duration SLACK = Duration.ofMillis(50);
    private static XServer server;

    /** Posts that were published together, and when. */
    private record Published(int from, int to, Instant begun, Instant ended) {}

    @BeforeAll
    static void start() {
        server = XServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void withBackfillNothingIsLostOrDoubled() {
        backfilled(5_000, 1_500, 400);
    }

    @Test
    void withoutBackfillNothingIsDoubledAndAllThatIsMissingIsInAGapThatIsReported() {
        gaps(5_000, 1_500, 400);
    }

    @Test
    @Tag("soak")
    void of100000PostsWithBackfillNothingIsLostOrDoubled() {
        backfilled(100_000, 700, 6_000);
    }

    @Test
    @Tag("soak")
    void of100000PostsWithoutBackfillAllThatIsMissingIsInAGapThatIsReported() {
        gaps(100_000, 1_000, 3_000);
    }

    private static void backfilled(int posts, int perSecond, int cutMillis) {
        try (Following x = Following.start(server, settings(5, cutMillis), "backfillMinutes", "5")) {
            publish(x, posts, perSecond);
            await().atMost(Duration.ofMinutes(2)).until(() -> x.ids().size() >= posts);
            List<String> ids = x.ids();
            System.out.println("CutsTest, with back-fill: " + posts + " posts over " + x.connections()
                    + " connections, " + x.figure("duplicates") + " dropped that came twice");
            assertThat(new HashSet<>(ids)).as("posts that came").hasSize(posts);
            assertThat(ids).as("with those that came twice").hasSize(posts);
            assertThat(x.figure("gaps")).isZero();
            assertThat(x.connections()).as("connections").isGreaterThan(posts / perSecond * 1_000 / cutMillis / 2);
            assertThat(x.time().pauses()).isEmpty();
        }
    }

    private static void gaps(int posts, int perSecond, int cutMillis) {
        try (Following x = Following.start(server, settings(0, cutMillis))) {
            List<Published> published = publish(x, posts, perSecond);
            server.account(x.token(), "{\"cutMillis\":0}");
            x.cut("close");
            await().atMost(Following.BOUND).until(() -> {
                x.publish(posts, posts + 1); // dropped by its id once it has come
                return x.ids().contains(Posts.id(posts));
            });
            List<String> ids = x.ids();
            Set<String> came = new HashSet<>(ids);
            List<Gap> gaps = x.intake().gaps();
            int missing = 0;
            for (Published some : published) {
                long lost = Posts.ids(some.from(), some.to()).stream()
                        .filter(id -> !came.contains(id))
                        .count();
                missing += (int) lost;
                assertThat(lost == 0 || gaps.stream().anyMatch(gap -> isIn(gap, some)))
                        .as("the gap of %s among %s", some, gaps)
                        .isTrue();
            }
            System.out.println("CutsTest, without back-fill: of " + posts + " posts " + missing + " are missing, in "
                    + gaps.size() + " gaps of together " + x.figure("gapMillis") + " ms");
            assertThat(ids).as("none came twice").hasSize(came.size());
            assertThat(missing).as("posts lost").isPositive();
            assertThat(gaps).as("a gap for each connection but the first").hasSize(x.connections() - 1);
        }
    }

    private static boolean isIn(Gap gap, Published some) {
        return !some.ended().isBefore(gap.from().minus(SLACK))
                && !some.begun().isAfter(gap.to().plus(SLACK));
    }

    private static String settings(int minutes, int cutMillis) {
        return "{\"backfillMinutes\":%d,\"cutMillis\":%d,\"chunk\":700,\"connects\":100000,\"keepAliveMillis\":50}"
                .formatted(minutes, cutMillis);
    }

    private static List<Published> publish(Following x, int posts, int perSecond) {
        List<Published> published = new ArrayList<>();
        long begun = System.nanoTime();
        for (int from = 0; from < posts; from += PER_CALL) {
            long due = begun + (long) (from * 1e9 / perSecond);
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            Instant before = x.time().now();
            x.publish(from, from + PER_CALL);
            published.add(new Published(from, from + PER_CALL, before, x.time().now()));
        }
        return published;
    }
}
