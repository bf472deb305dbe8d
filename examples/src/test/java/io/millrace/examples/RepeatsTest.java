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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the pipeline on DStreams, which has a state of its own making, and the verification make of posts that come again; and of
 * an end in between.
 */
class RepeatsTest {
    private static final Duration BOUND = Duration.ofMinutes(2);

    @TempDir
    Path directory;

    private final HandedOver handedOver = new HandedOver(1000);
    private final List<Post> posts = Posts.read(Optional.empty());

    @Test
    @Tag("soak")
    void aPostThatComesAgainIsScoredAgainAndCountedOnce() throws Exception {
        Settings settings = Settings.of(List.of("--source", "flume", "--api", "dstream", "--partitions", "2"));
        try (KafkaServer kafka = KafkaServer.start();
                SparkSession spark = Surroundings.spark(settings);
                SenderSource source = new SenderSource()) {
            List.of(Topics.SCORED, Topics.HASHTAGS).forEach(topic -> kafka.createTopic(topic, 2));
            Pipeline pipeline = new DStreamPipeline(spark, source, kafka.bootstrap(), directory);
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
                    refusal -> handedOver.add(number, now, post.author(), post.hashtags()));
        }
    }

    private static void awaitAll(Pipeline pipeline, Verifier verifier) {
        await().atMost(BOUND).pollInterval(Duration.ofSeconds(1)).until(() -> {
            pipeline.check();
            return verifier.verify().values().stream().allMatch(found -> found.lost() == 0);
        });
    }
}
