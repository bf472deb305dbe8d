package io.millrace.x;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.api.Event;
import io.millrace.testkit.server.KeepServerLogs;
import io.millrace.testkit.server.XServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What comes over a connection, and what is made of it. */
@ExtendWith(KeepServerLogs.class)
class StreamTest {
    private static XServer server;

    @BeforeAll
    static void start() {
        server = XServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aPostIsItsLineItsIdItsTimeAndItsRules() {
        try (Following x = Following.start(server, "{\"stamp\":false}", "rule.both", "für")) {
            x.publish(1, 2);
            x.awaitIds(Posts.ids(1, 2));
            Event event = x.events().get(0);
            assertThat(Refusals.tree(Posts.text(event.value()))
                            .path("data")
                            .path("text")
                            .asText())
                    .isEqualTo("post 1 of the millrace, für alle 🌊");
            assertThat(event.timestampMicros()).isEqualTo(1_700_000_000_001_000L);
            assertThat(event.headers())
                    .extracting(header -> header.name() + "=" + Posts.text(header.value()))
                    .containsExactlyInAnyOrder("rule=all", "rule=both");
        }
    }

    @Test
    void postsSplitAtAnyByteArriveWhole() {
        try (Following x = Following.start(server, "{\"stamp\":false,\"chunk\":3}")) {
            x.publish(0, 100);
            x.awaitIds(Posts.ids(0, 100));
            assertThat(x.events()).allMatch(event -> Posts.text(event.value()).contains("für alle 🌊\""));
        }
    }

    @Test
    void fieldsAndExpansionsAreAskedFor() {
        String line =
                "{\"data\":{\"id\":\"7\",\"text\":\"millrace\",\"lang\":\"en\",\"author_id\":\"5\",\"source\":\"x\"},"
                        + "\"includes\":{\"users\":[{\"id\":\"5\",\"name\":\"n\",\"username\":\"u\",\"location\":\"here\"}]}}";
        try (Following x = Following.start(
                server, "{}", "tweet.fields", "lang,author_id", "expansions", "author_id", "user.fields", "location")) {
            x.publish(line);
            x.awaitIds(List.of("7"));
            JsonNode asked = x.requests("GET", "/stream").get(0);
            assertThat(asked.path("parameters").path("tweet.fields").asText()).isEqualTo("lang,author_id");
            assertThat(asked.path("userAgent").asText()).startsWith("millrace-x/");
            JsonNode came = Refusals.tree(Posts.text(x.events().get(0).value()));
            assertThat(came.path("data").has("lang")).isTrue();
            assertThat(came.path("data").has("source")).isFalse();
            assertThat(came.path("includes")
                            .path("users")
                            .path(0)
                            .path("location")
                            .asText())
                    .isEqualTo("here");
        }
    }

    @Test
    void bothSpellingsOfRenamedFieldsAreUnderstood() {
        String line =
                "{\"data\":{\"id\":\"%s\",\"text\":\"millrace\",\"edit_history_tweet_ids\":[\"1\"],\"public_metrics\":"
                        + "{\"retweet_count\":7,\"reply_count\":3},\"referenced_tweets\":[{\"type\":\"quoted\",\"id\":\"4\"}],"
                        + "\"note_tweet\":{\"text\":\"long\"}},\"includes\":{\"users\":[{\"id\":\"5\",\"public_metrics\":"
                        + "{\"tweet_count\":9}}],\"tweets\":[{\"id\":\"4\",\"text\":\"other\"}]}}";
        String[] options = {
            "tweet.fields", "public_metrics,referenced_tweets,note_tweet",
            "expansions", "author_id,referenced_tweets.id",
            "user.fields", "public_metrics"
        };
        try (Following x = Following.start(server, "{\"stamp\":false}", options)) {
            x.publish(line.formatted("1"));
            x.awaitIds(List.of("1"));
            server.account(x.token(), "{\"renamed\":true}");
            x.cutAndAwait("close");
            x.publish(line.formatted("2"));
            x.awaitIds(List.of("1", "2"));
            List<String> came =
                    x.events().stream().map(event -> Posts.text(event.value())).toList();
            assertThat(came.get(1)).isEqualTo(came.get(0).replace("\"id\":\"1\"", "\"id\":\"2\""));
            assertThat(came.get(0)).contains("retweet_count", "tweet_count", "\"tweets\":", "note_tweet");
        }
    }

    @Test
    void keepAlivesKeepAQuietConnection() {
        try (Following x = Following.start(server, "{\"keepAliveMillis\":100}", "keepAliveTimeout", "1s")) {
            await().during(Duration.ofSeconds(2)).atMost(Following.BOUND).until(() -> x.connections() == 1);
        }
    }

    @Test
    void aSilentConnectionIsGivenUp() {
        try (Following x = Following.start(server, "{\"keepAliveMillis\":50}", "keepAliveTimeout", "400ms")) {
            server.stall(x.token(), XServer.Stalled.SILENT);
            x.awaitConnections(2);
            x.publish(0, 3);
            x.awaitIds(Posts.ids(0, 3));
        }
    }

    @Test
    void messagesOfOtherKindsAndWhatIsNoJsonArePassedOverAndCounted() {
        try (Following x = Following.start(server, "{}")) {
            server.raw(x.token(), "{\"data\":");
            server.raw(x.token(), "[1]");
            server.raw(x.token(), "{\"news\":{\"of\":\"tomorrow\"}}");
            x.publish(0, 1);
            x.awaitIds(Posts.ids(0, 1));
            assertThat(x.intake().refused()).isEqualTo(Map.of("malformed", 2L, "unknown", 1L));
            assertThat(x.connections()).isEqualTo(1);
        }
    }

    @Test
    void aPostWithErrorsOfItsPartsIsAPost() {
        try (Following x = Following.start(server, "{}")) {
            server.raw(
                    x.token(),
                    "{\"data\":{\"id\":\"9\",\"text\":\"t\"},\"errors\":[{\"title\":\"Not Found Error\",\"resource_type\":\"tweet\"}]}");
            x.awaitIds(List.of("9"));
        }
    }

    @Test
    void aLineTooLongIsLeftOutAndCounted() {
        try (Following x = Following.start(server, "{}", "maxLineSize", "1k")) {
            x.publish(Posts.line(0, "millrace " + "long ".repeat(1_000)));
            x.publish(1, 2);
            x.awaitIds(Posts.ids(1, 2));
            assertThat(x.intake().refused()).isEqualTo(Map.of("lineSize", 1L));
        }
    }

    @Test
    void aBatchThatIsNotDurableIsPutAgain() {
        try (Following x = Following.start(server, "{}")) {
            x.fail(true);
            x.publish(0, 5);
            await().atMost(Following.BOUND).until(() -> x.intake().refused().getOrDefault("notDurable", 0L) >= 2);
            x.fail(false);
            x.awaitIds(Posts.ids(0, 5));
            assertThat(x.connections()).isEqualTo(1);
        }
    }

    @Test
    void whatWaitsIsBoundedAndWhoIsCutOffForBeingSlowGetsAllByBackfill() {
        try (Following x = Following.start(
                server,
                "{\"backfillMinutes\":5,\"bufferBytes\":20000}",
                "backfillMinutes",
                "5",
                "maxWaitingBytes",
                "20k")) {
            x.hold();
            String text = "millrace " + "long ".repeat(2_000);
            for (int i = 0;
                    i < 1_000 && server.seen(x.token()).path("connections").asInt() > 0;
                    i++) {
                x.publish(Posts.line(i, text));
            }
            assertThat(x.connections()).isEqualTo(1);
            x.publish(Posts.line(5_000, "millrace, the last"));
            x.open();
            await().atMost(Following.BOUND).until(() -> x.ids().contains(Posts.id(5_000)));
            int last = x.ids().size() - 1;
            assertThat(x.ids().subList(0, last)).containsExactlyElementsOf(Posts.ids(0, last));
            assertThat(x.figure("gaps")).isZero();
        }
    }
}
