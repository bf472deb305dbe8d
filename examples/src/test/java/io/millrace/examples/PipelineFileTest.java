package io.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.file.PipelineFile;
import io.millrace.cli.pipeline.PipelineCheck;
import io.millrace.cli.pipeline.Running;
import io.millrace.cli.pipeline.Sessions;
import io.millrace.testkit.server.KafkaServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo's pipeline in both forms, in Java and as a file, gives the same results. */
class PipelineFileTest {
    private static final Path ROOT = Path.of(System.getProperty("millrace.root", ".."));
    private static final Duration BOUND = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    @Test
    void theFileGivesWhatTheJavaGives() throws Exception {
        SparkSession spark = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", 2)
                .getOrCreate();
        try (KafkaServer kafka = KafkaServer.start();
                KafkaSource source = KafkaSource.create(kafka, 1)) {
            kafka.createTopic(Topics.SCORED, 1);
            kafka.createTopic(Topics.HASHTAGS, 1);
            kafka.createTopic("scored-by-file", 1);
            kafka.createTopic("hashtags-by-file", 1);
            send(source);
            Path checkpoints = folder.resolve("java");
            Pipeline java =
                    new RunningQueries(new StructuredPipeline(spark, source, kafka.bootstrap(), checkpoints)::start);
            java.start();
            assertThat(java.finish(BOUND)).isTrue();
            runFile(kafka.bootstrap());
            assertThat(last(kafka, "scored-by-file")).hasSize(300).isEqualTo(last(kafka, Topics.SCORED));
            assertThat(last(kafka, "hashtags-by-file")).isNotEmpty().isEqualTo(last(kafka, Topics.HASHTAGS));
        } finally {
            spark.stop();
        }
    }

    private void runFile(String bootstrap) throws Exception {
        String text = Files.readString(ROOT.resolve("examples/pipelines/demo.yaml"))
                .replace("topic: scored", "topic: scored-by-file")
                .replace("topic: hashtags", "topic: hashtags-by-file")
                .replace("trigger: 500ms", "trigger: available-now");
        PipelineFile file = PipelineFile.parse(
                text,
                Map.of(
                        "BROKERS",
                        bootstrap,
                        "CHECKPOINT",
                        folder.resolve("file").toString()));
        assertThat(PipelineCheck.of(file, Sessions::of)).isEmpty();
        io.millrace.cli.file.Pipeline pipeline = Objects.requireNonNull(file.pipeline());
        try (Running running = Running.start(pipeline, Sessions.of(pipeline), progress -> {})) {
            Awaitility.await().atMost(BOUND).until(() -> !running.isActive());
            assertThat(running.failure()).isEmpty();
        }
    }

    /** Each post of the sample once, a second apart. */
    private static void send(KafkaSource source) {
        Instant time = Instant.parse("2026-01-31T12:00:00Z");
        int number = 0;
        for (Post post : Posts.read(Optional.empty()).subList(0, 300)) {
            source.send(post.author(), post.line("post-" + number, time.plusSeconds(number)), refusal -> {});
            number++;
        }
        source.flush();
    }

    /** The last value of each key: counts come again whenever they have grown. */
    private static Map<String, String> last(KafkaServer kafka, String topic) {
        Map<String, String> values = new TreeMap<>();
        TopicReader.readAll(
                kafka.bootstrap(),
                topic,
                record -> values.put(
                        new String(record.key(), StandardCharsets.UTF_8),
                        new String(record.value(), StandardCharsets.UTF_8)));
        return values;
    }
}
