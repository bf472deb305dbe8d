package io.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.testkit.server.KafkaServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the pipeline and its verification make of posts that come again, to a pipeline that was ended and goes on. */
class RepeatsTest {
    private static final Duration BOUND = Duration.ofMinutes(1);

    @TempDir
    Path directory;

    private final HandedOver handedOver = new HandedOver(1000);
    private final List<Post> posts = Posts.read(Optional.empty());

    @ParameterizedTest
    @EnumSource
    void aPostThatComesAgainIsScoredAgainAndCountedOnce(Settings.Api api) throws Exception {
        Settings settings = new Settings(Optional.empty(), Optional.empty(), Settings.From.FLUME, api, 200, 2, false);
        try (KafkaServer kafka = KafkaServer.start();
                SparkSession spark = Surroundings.spark(settings);
                SenderSource source = new SenderSource()) {
            List.of(Topics.SCORED, Topics.HASHTAGS).forEach(topic -> kafka.createTopic(topic, 2));
            Pipeline pipeline = switch (api) {
                case STRUCTURED -> new StructuredPipeline(spark, source, kafka.bootstrap(), directory);
                case DSTREAM -> new DStreamPipeline(spark, source, kafka.bootstrap(), directory);
            };
            Verifier verifier = new Verifier(kafka.bootstrap(), handedOver, source.delivery());
            pipeline.start();
            send(source, 0, 100);
            awaitAll(pipeline, verifier);
            pipeline.stop();
            pipeline.start();
            source.again();
            send(source, 100, 101);
            awaitAll(pipeline, verifier);
            assertThat(pipeline.finish(BOUND)).isTrue();
            Map<String, Found> found = verifier.verify();
            assertThat(found.values()).extracting(Found::lost).containsOnly(0L);
            assertThat(found.values()).extracting(Found::duplicated).containsOnly(0L);
            assertThat(found.get(Topics.SCORED)).matches(scored -> scored.repeated() >= 100, "repeats");
        }
    }

    private void send(Source source, int from, int to) {
        for (int i = from; i < to; i++) {
            int number = i;
            Post post = posts.get(number);
            Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
            source.send(
                    post.author(),
                    post.line(handedOver.id(number), now),
                    refusal -> handedOver.add(number, now, post.hashtags()));
        }
    }

    private static void awaitAll(Pipeline pipeline, Verifier verifier) {
        await().atMost(BOUND).until(() -> {
            pipeline.check();
            return verifier.verify().values().stream().allMatch(found -> found.lost() == 0);
        });
    }
}
