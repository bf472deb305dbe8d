package io.millrace.kafka.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.millrace.api.ConnectorException;
import io.millrace.testkit.server.FreePorts;
import io.millrace.testkit.server.KafkaServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.streaming.runtime.StreamingQueryWrapper;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users get wrong: each ends within a minute with one error that has the name and the remedy, and no secret. */
final class UserErrorsTest {
    private static final Duration BOUND = Duration.ofMinutes(1);
    private static final String WRONG_PASSWORD = "grind-the-sand";

    private static CapturedLog log;
    private static SparkSession spark;
    private static String topic = "";

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() {
        log = CapturedLog.begin();
        spark = new Pipe(Map.of()).session();
        topic = Mill.topic("errors", 1);
        Mill.send(topic, 1, List.of("a", "b"));
    }

    @AfterAll
    static void stop() {
        spark.stop();
        log.close();
    }

    @Test
    void misspeltOptions() {
        errorOf(good().with("read.startingOfsets", "earliest"))
                .contains("'startingOfsets'")
                .contains("did you mean 'startingOffsets'?");
        errorOf(good().with("read.kafka.isolation.levl", "read_committed"))
                .contains("'kafka.isolation.levl'")
                .contains("did you mean 'kafka.isolation.level'?");
        errorOf(good().with("write.topik", topic)).contains("'topik'").contains("did you mean 'topic'?");
        errorOf(good().with("read.connector", "kafak")).contains("'kafak'").contains("did you mean 'kafka'?");
    }

    @Test
    void missingOptions() {
        errorOf(without(good(), "read.kafka.bootstrap.servers")).contains("'kafka.bootstrap.servers' is missing");
        errorOf(without(good(), "write.kafka.bootstrap.servers")).contains("'kafka.bootstrap.servers' is missing");
        errorOf(without(good(), "read.subscribe"))
                .contains("one of 'subscribe', 'subscribePattern', 'assign' is needed");
        errorOf(without(good(), "read.connector"))
                .contains("'connector' is missing")
                .contains("kafka");
        errorOf(without(good(), "write.topic")).contains("option 'topic'").contains("column 'topic'");
    }

    @Test
    void aMisspeltPlaceToStart() {
        errorOf(good().with("read.startingOffsets", "ealiest"))
                .contains("'startingOffsets'='ealiest'")
                .contains("did you mean 'earliest'?");
    }

    @Test
    void aTopicThatDoesNotExist() {
        errorOf(good().with("read.subscribe", "odrers"))
                .contains("has no topic 'odrers'")
                .contains("create it or correct");
        errorOf(good().with("write.topic", "odrers"))
                .contains("has no topic 'odrers'")
                .contains("create it or correct");
    }

    @Test
    void aBrokerThatDoesNotAnswer() {
        String closed = "127.0.0.1:" + FreePorts.next();
        String stalled = Mill.server().bootstrap(Mill.PROXIED);
        Mill.server().proxy(Mill.PROXIED).stall();
        try {
            List<CompletableFuture<AbstractStringAssert<?>>> errors = List.of(
                    later(good().with("read.kafka.bootstrap.servers", closed)),
                    later(good().with("read.kafka.bootstrap.servers", stalled)),
                    later(good().with("write.kafka.bootstrap.servers", closed)),
                    later(good().with("write.kafka.bootstrap.servers", stalled)));
            for (int i = 0; i < errors.size(); i++) {
                errors.get(i)
                        .join()
                        .contains("Kafka at " + (i % 2 == 0 ? closed : stalled) + " could not")
                        .contains("check that the brokers run, that host and port can be reached from here");
            }
        } finally {
            Mill.server().proxy(Mill.PROXIED).resume();
        }
    }

    @Test
    void aWrongPassword() {
        Map<String, String> client = new TreeMap<>(Mill.server().client(Mill.LOGIN));
        client.put("sasl.jaas.config", KafkaServer.login(Mill.USER, WRONG_PASSWORD));
        String trust = client.getOrDefault("ssl.truststore.password", "");
        for (String side : List.of("read.", "write.")) {
            Pipe pipe = good();
            for (Map.Entry<String, String> setting : client.entrySet()) {
                pipe = pipe.with(side + "kafka." + setting.getKey(), setting.getValue());
            }
            errorOf(pipe)
                    .contains("the login was refused")
                    .contains("check kafka.sasl.mechanism and the user and password in kafka.sasl.jaas.config")
                    .doesNotContain(WRONG_PASSWORD)
                    .doesNotContain(trust);
        }
        assertThat(log.text())
                .contains("the login was refused")
                .doesNotContain(WRONG_PASSWORD)
                .doesNotContain(trust);
    }

    @Test
    void aPasswordIsNeverShown() throws Exception {
        Pipe pipe = good().with("trigger", "availableNow");
        for (Map.Entry<String, String> setting :
                Mill.server().client(Mill.LOGIN).entrySet()) {
            pipe = pipe.with("read.kafka." + setting.getKey(), setting.getValue())
                    .with("write.kafka." + setting.getKey(), setting.getValue());
        }
        StreamingQuery query = pipe.start(spark);
        assertThat(query.awaitTermination(BOUND.toMillis())).isTrue();

        String plans =
                ((StreamingQueryWrapper) query).streamingQuery().lastExecution().toString();
        assertThat(plans).contains("millrace kafka", "topic=" + topic).doesNotContain(Mill.PASSWORD);
        assertThat(log.text())
                .contains("sasl.jaas.config = [hidden]") // Kafka's clients tell their settings
                .doesNotContain(Mill.PASSWORD);
    }

    @Test
    void aCheckpointOfAnotherConnector() throws Exception {
        Path lines = Files.createDirectories(directory.resolve("lines"));
        Files.writeString(lines.resolve("one.txt"), "a\nb\n");
        Pipe other = without(good(), "read.kafka.bootstrap.servers", "read.subscribe", "read.startingOffsets")
                .with("read.connector", "lines", "read.path", lines.toString(), "read.startingOffsets", "earliest")
                .with("trigger", "availableNow");
        assertThat(other.start(spark).awaitTermination(BOUND.toMillis())).isTrue();

        errorOf(good())
                .contains("The checkpoint belongs to connector 'lines', but the query now reads from 'kafka'")
                .contains("use a new checkpointLocation");
    }

    @Test
    void aCheckpointOfSparksOwnSource() throws Exception {
        Pipe other = without(good(), "read.connector").with("read.format", "kafka", "trigger", "availableNow");
        assertThat(other.start(spark).awaitTermination(BOUND.toMillis())).isTrue();

        errorOf(good()).contains("offsets that Millrace did not write").contains("startingOffsets=checkpoint:PATH");
    }

    @Test
    void aColumnThatTheSinkDoesNotKnow() {
        errorOf(good().with("select", "key; value AS valu"))
                .contains("'valu' is not known, did you mean 'value'?")
                .contains("'value' is missing");
        errorOf(good().with("select", "value; partition")).contains("'partition' is STRING, but must be INT");
    }

    /** A pipe in which nothing is wrong. */
    private Pipe good() {
        return Pipe.keeping(directory.resolve("checkpoint"))
                .with("read.connector", "kafka", "read.kafka.bootstrap.servers", Mill.brokers())
                .with("read.subscribe", topic, "read.startingOffsets", "earliest", "select", "key; value")
                .with("write.connector", "kafka", "write.kafka.bootstrap.servers", Mill.brokers())
                .with("write.topic", topic);
    }

    private static Pipe without(Pipe pipe, String... names) {
        Map<String, String> settings = new TreeMap<>(pipe.settings());
        List.of(names).forEach(settings::remove);
        return new Pipe(settings);
    }

    private CompletableFuture<AbstractStringAssert<?>> later(Pipe pipe) {
        Pipe alone = pipe.with(
                Pipe.CHECKPOINT,
                directory.resolve("checkpoint-" + System.nanoTime()).toString());
        return CompletableFuture.supplyAsync(() -> errorOf(alone));
    }

    /** The one error with which a pipe ends, as its user sees it. */
    private static AbstractStringAssert<?> errorOf(Pipe pipe) {
        long begun = System.nanoTime();
        Throwable error = catchThrowable(() -> {
            StreamingQuery query = pipe.start(spark);
            boolean ended = query.awaitTermination(BOUND.toMillis());
            query.stop();
            throw new IOException(ended ? "the query came to its end" : "the query still ran after " + BOUND);
        });
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(BOUND);
        Throwable told = error instanceof StreamingQueryException failed ? failed.getCause() : error;
        assertThat(told).isInstanceOf(ConnectorException.class);
        assertThat(error.getMessage()).contains(told.getMessage());
        System.out.printf("UserErrorsTest: %.1f s: %s%n", (System.nanoTime() - begun) / 1e9, told.getMessage());
        return assertThat(error.getMessage());
    }
}
