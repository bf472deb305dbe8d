package io.millrace.x;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.testkit.server.KeepServerLogs;
import io.millrace.testkit.server.XServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What the stand-in does that the connector does not ask for, and that it plays a file. */
@ExtendWith(KeepServerLogs.class)
class StandInTest {
    private static final String STREAM = "/2/tweets/search/stream";
    private static XServer server;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() {
        server = XServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void onlyPostsToWhichARuleAppliesCome() {
        try (Following x = Following.start(server, "{}")) {
            x.publish(Posts.line(1, "something else"));
            x.publish(2, 3);
            x.awaitIds(Posts.ids(2, 3));
            server.account(x.token(), "{\"everything\":true}");
            x.publish(Posts.line(3, "something else"));
            x.awaitIds(Posts.ids(2, 4));
        }
    }

    @Test
    void aTimeOfThePastIsSentAgainAndThenTheStreamEnds() throws Exception {
        Instant before = Instant.now();
        String token = Following.account(server, "{}");
        try (Following x = Following.start(server, token, Following.options(server, token))) {
            x.publish(0, 5);
            x.awaitIds(Posts.ids(0, 5));
            String times = "?start_time=" + before + "&end_time=" + Instant.now();
            server.account(token, "{\"connections\":2}");
            HttpResponse<String> past = get(server, token, STREAM + times);
            assertThat(past.body().lines().filter(line -> !line.isEmpty())).hasSize(5);
        }
    }

    @Test
    void answersTellWhatIsLeftOfTheWindow() throws Exception {
        String token = Following.account(server, "{}");
        HttpResponse<String> noRules = get(server, token, STREAM);
        assertThat(noRules.statusCode()).isEqualTo(409);
        assertThat(noRules.headers().firstValue("x-rate-limit-remaining")).contains("49");
        server.account(token, "{\"connects\":1}");
        HttpResponse<String> tooMany = get(server, token, STREAM);
        assertThat(tooMany.statusCode()).isEqualTo(429);
        assertThat(tooMany.headers().firstValueAsLong("x-rate-limit-reset")).isPresent();
        assertThat(get(server, "nobody", STREAM).statusCode()).isEqualTo(401);
    }

    @Test
    void aFileIsPlayedAndGoesOnWhereItWasAfterAKill() throws Exception {
        Path file = Files.write(directory.resolve("posts"), Posts.lines(0, 300), UTF_8);
        try (XServer player = XServer.playing(file, 300)) {
            String token = Following.account(player, "{\"backfillMinutes\":5}");
            try (Following x =
                    Following.start(player, token, Following.options(player, token, "backfillMinutes", "5"))) {
                await().atMost(Following.BOUND).until(() -> x.ids().size() > 50);
                player.kill();
                player.restart();
                await().atMost(Following.BOUND).until(() -> x.ids().size() >= 300);
                assertThat(x.ids()).containsExactlyElementsOf(Posts.ids(0, 300));
            }
        }
    }

    private static HttpResponse<String> get(XServer server, String token, String path) throws Exception {
        URI address = server.endpoint().resolve(path);
        HttpRequest request = HttpRequest.newBuilder(address)
                .header("Authorization", "Bearer " + token)
                .timeout(Following.BOUND)
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
