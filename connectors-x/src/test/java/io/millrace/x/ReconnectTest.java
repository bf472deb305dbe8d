package io.millrace.x;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.testkit.server.KeepServerLogs;
import io.millrace.testkit.server.XServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a connection is lost, when the next one is tried, and what is done about what was missed. */
@ExtendWith(KeepServerLogs.class)
class ReconnectTest {
    private static XServer server;

    @BeforeAll
    static void start() {
        server = XServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"end", "close", "reset", "line", "chunk", "error"})
    void whateverEndsAConnectionNothingIsLostOrDoubledWithBackfill(String how) {
        try (Following x = Following.start(server, "{\"backfillMinutes\":5}", "backfillMinutes", "5")) {
            x.publish(0, 5);
            x.awaitIds(Posts.ids(0, 5));
            x.cut(how);
            x.publish(5, 10);
            x.awaitConnections(2);
            x.publish(10, 12);
            x.awaitIds(Posts.ids(0, 12));
            assertThat(x.figure("duplicates")).isBetween(5L, 10L);
            assertThat(x.figure("gaps")).isZero();
            assertThat(x.time().pauses())
                    .as("the first attempt is made at once")
                    .isEmpty();
        }
    }

    @Test
    void noMoreMinutesAreAskedForThanNeeded() {
        String token = Following.account(server, "{\"backfillMinutes\":5}");
        try (Following x = Following.start(server, token, Following.options(server, token, "backfillMinutes", "5"))) {
            server.plan(token, "{\"status\":503,\"times\":4}"); // 5 + 10 + 20 + 40 s
            x.cut("close");
            x.awaitConnections(2);
            server.plan(token, "{\"status\":503,\"times\":9}"); // 5 + ... + 320 + 320 + 320 s
            awaitKeepAlive(x);
            x.cut("close");
            x.awaitConnections(3);
            assertThat(x.requests("GET", "/stream").stream()
                            .map(request -> request.path("parameters")
                                    .path("backfill_minutes")
                                    .asInt())
                            .distinct())
                    .as("at first all, then what the pauses came to")
                    .containsExactly(5, 1, 2, 3);
        }
    }

    @Test
    void withoutBackfillEachGapIsReportedWithItsLength() {
        String token = Following.account(server, "{}");
        try (Following x = Following.paused(server, token, Following.options(server, token))) {
            x.awaitConnections(1);
            x.publish(0, 1);
            x.awaitIds(Posts.ids(0, 1));
            server.plan(token, "{\"status\":503,\"times\":2}");
            x.cut("close");
            await().atMost(Following.BOUND).until(() -> !x.time().pauses().isEmpty());
            x.publish(1, 2);
            x.time().pass();
            x.awaitConnections(2);
            x.publish(2, 3);
            x.awaitIds(List.of(Posts.id(0), Posts.id(2)));
            assertThat(x.time().pauses()).containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(10));
            assertThat(x.intake().gaps()).hasSize(1);
            assertThat(x.intake().gaps().get(0).length()).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(25));
            assertThat(x.figure("gaps")).isEqualTo(1);
            assertThat(x.figure("gapMillis")).isBetween(15_000L, 25_000L);
            assertThat(x.intake().figures()).containsKey("lastGap");
        }
    }

    @Test
    void ofAGapLongerThanBackfillTheRestIsReported() {
        try (Following x = Following.start(server, "{\"backfillMinutes\":2}", "backfillMinutes", "2")) {
            server.plan(x.token(), "{\"status\":429,\"resetInSeconds\":900}");
            awaitKeepAlive(x);
            x.cut("close");
            x.awaitConnections(2);
            assertThat(x.intake().gaps()).hasSize(1);
            assertThat(x.intake().gaps().get(0).length())
                    .isBetween(Duration.ofSeconds(900 - 120 - 5), Duration.ofSeconds(900 - 120 + 10));
        }
    }

    @Test
    void whatABackfillDidNotBringBecauseItBrokeOffTheNextOneBrings() {
        // It connects as often as it can; a limit by the server's clock would not pass by the test's.
        String token = Following.account(server, "{\"backfillMinutes\":5,\"connects\":1000000}");
        try (Following x = Following.start(server, token, Following.options(server, token, "backfillMinutes", "5"))) {
            awaitKeepAlive(x);
            server.account(token, "{\"cutMillis\":1}");
            x.cut("close");
            x.publish(0, 500);
            await().atMost(Following.BOUND).until(() -> x.connections() > 20);
            server.account(token, "{\"cutMillis\":0}");
            await().atMost(Following.BOUND).until(() -> x.ids().size() == 500);
            assertThat(x.ids()).containsExactlyElementsOf(Posts.ids(0, 500));
            assertThat(x.figure("gaps")).isZero();
        }
    }

    @Test
    void pausesAreThoseThatXPublishes() {
        String token = Following.account(server, "{}");
        try (Following x = Following.start(server, token, Following.options(server, token))) {
            // Three times: the JDK's client itself tries once more when a connection ends without an answer.
            server.plan(token, "{\"status\":0,\"times\":6}");
            server.plan(token, "{\"status\":503,\"times\":3}");
            server.plan(token, "{\"status\":429,\"resetInSeconds\":900}");
            server.plan(token, "{\"status\":429}");
            x.cut("close");
            x.awaitConnections(2);
            List<Long> pauses =
                    x.time().pauses().stream().map(Duration::toMillis).toList();
            assertThat(pauses.subList(0, 6))
                    .as("network, and HTTP")
                    .containsExactly(250L, 500L, 750L, 5_000L, 10_000L, 20_000L);
            assertThat(pauses.get(6)).as("until the reset").isBetween(890_000L - 40_000L, 901_000L);
            assertThat(pauses.get(7)).as("a minute, doubled").isEqualTo(120_000L);
            assertThat(pauses).hasSize(8);
        }
    }

    @Test
    void aLimitOfConnectionsIsWaitedForAndNotRunInto() {
        String token = Following.account(server, "{\"connects\":3}");
        try (Following x = Following.start(server, token, Following.options(server, token))) {
            x.cutAndAwait("close");
            x.cutAndAwait("close");
            Instant before = x.time().now();
            server.account(token, "{\"connects\":100}"); // the clock of this receiver is ahead of the server's
            x.cutAndAwait("close");
            // Shorter ones are for connections over which nothing came.
            assertThat(x.time().pauses().stream().filter(pause -> pause.toSeconds() > 1))
                    .hasSize(1)
                    .allMatch(pause -> pause.toSeconds() > 800 && pause.toSeconds() <= 901);
            assertThat(x.time().now()).isAfter(before);
            JsonNode seen = server.seen(token);
            assertThat(seen.path("refusedForRate").asInt()).isZero();
        }
    }

    @Test
    void aServerThatIsKilledComesBackWithAllThatWasMissed() {
        try (XServer own = XServer.start();
                Following x = Following.start(own, "{\"backfillMinutes\":5}", "backfillMinutes", "5")) {
            x.publish(0, 5);
            x.awaitIds(Posts.ids(0, 5));
            own.kill();
            own.restart();
            x.publish(5, 10);
            await().atMost(Following.BOUND).until(() -> x.ids().size() == 10);
            assertThat(x.ids()).containsExactlyElementsOf(Posts.ids(0, 10));
        }
    }

    /** Looks on for as long as several signs of life take: the first says that all of the past is there. */
    private static void awaitKeepAlive(Following x) {
        await().during(Duration.ofMillis(400))
                .atMost(Following.BOUND)
                .until(() -> "true".equals(x.intake().figures().get("connected")));
    }
}
