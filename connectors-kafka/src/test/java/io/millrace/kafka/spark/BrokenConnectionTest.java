package io.millrace.kafka.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.testkit.server.TcpProxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections that are cut, or stand still, while a query reads or writes. */
final class BrokenConnectionTest {
    private static final Duration BOUND = Duration.ofMinutes(1);

    private static CapturedLog log;
    private static SparkSession spark;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() {
        log = CapturedLog.begin();
        spark = new Pipe(Map.of()).session();
    }

    @AfterAll
    static void stop() {
        spark.stop();
        log.close();
    }

    @AfterEach
    void mend() {
        proxy().resume();
    }

    @Test
    void cutWhileReading() throws Exception {
        Flows.read("BrokenConnectionTest, cut while reading", 3, directory, spark, new Cut());
    }

    @Test
    @Tag("soak")
    void cutWhileReadingTwentyTimes() throws Exception {
        Flows.read("BrokenConnectionTest, cut while reading", 20, directory, spark, new Cut());
    }

    @Test
    void cutWhileWriting() throws Exception {
        Flows.write("BrokenConnectionTest, cut while writing", 3, directory, spark, new Cut());
    }

    @Test
    @Tag("soak")
    void cutWhileWritingTwentyTimes() throws Exception {
        Flows.write("BrokenConnectionTest, cut while writing", 20, directory, spark, new Cut());
    }

    @Test
    void stalledWhileReading() throws Exception {
        Flows.read("BrokenConnectionTest, stalled while reading", 3, directory, spark, new Stall());
    }

    @Test
    @Tag("soak")
    void stalledWhileReadingTwentyTimes() throws Exception {
        Flows.read("BrokenConnectionTest, stalled while reading", 20, directory, spark, new Stall());
    }

    @Test
    void stalledWhileWriting() throws Exception {
        Flows.write("BrokenConnectionTest, stalled while writing", 3, directory, spark, new Stall());
    }

    @Test
    @Tag("soak")
    void stalledWhileWritingTwentyTimes() throws Exception {
        Flows.write("BrokenConnectionTest, stalled while writing", 20, directory, spark, new Stall());
    }

    @Test
    void aStallPastTheDeadlineEndsAReadWithAReadableErrorInTime() throws Exception {
        Ledger ledger = new Ledger(directory.resolve("ledger"));
        endsInTime(reading(ledger)
                .with("read.retryTimeout", "4s", "read.kafkaConsumer.pollTimeoutMs", "2s")
                .with("read.kafka.default.api.timeout.ms", "2000"));
    }

    @Test
    void aStallPastTheDeadlineEndsAWriteWithAReadableErrorInTime() throws Exception {
        String to = Mill.topic("stall-out", 2);
        endsInTime(proxied(Pipe.keeping(directory.resolve("checkpoint"))
                .with("read.format", "rate-micro-batch", "read.rowsPerBatch", "100")
                .with("select", "paced(CAST(value AS STRING), 4) AS value")
                .with("write.connector", "kafka", "write.topic", to)
                .with("write.retryTimeout", "4s", "write.kafka.delivery.timeout.ms", "4000")));
    }

    @Test
    void aQueryThatIsStoppedStopsTrying() throws Exception {
        Pipe pipe = reading(new Ledger(directory.resolve("ledger")));
        StreamingQuery query = running(pipe);
        proxy().stall();
        // It waits for Kafka, in a batch or while it plans one. Between the two Hadoop starts a process for each file
        // of a
        // checkpoint on a local disk, and swallows interrupts.
        AtomicReference<String> seen = new AtomicReference<>("");
        await().atMost(BOUND).during(Duration.ofSeconds(2)).until(() -> {
            String now = pipe.checkpoint().begun() + " " + pipe.checkpoint().ended();
            return now.equals(seen.getAndSet(now));
        });
        long begun = System.nanoTime();
        query.stop();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(15));
    }

    /** A pipe that does not come to its end by itself within the test. */
    private Pipe reading(Ledger ledger) {
        String from = Mill.topic("stall-in", 2);
        Mill.sendWide(from, 2, Mill.numbers(0, 8_000));
        return proxied(Pipe.keeping(directory.resolve("checkpoint"))
                .with("read.connector", "kafka", "read.subscribe", from, "read.startingOffsets", "earliest")
                .with("read.maxRecords", "200", "read.kafka.max.partition.fetch.bytes", "10000")
                .with("select", "paced(CAST(value AS STRING), 4) AS value")
                .with("write.connector", "ledger", "write.path", ledger.path().toString()));
    }

    private static void endsInTime(Pipe pipe) throws Exception {
        StreamingQuery query = running(pipe);
        proxy().stall();
        long begun = System.nanoTime();

        assertThatThrownBy(() -> query.awaitTermination(BOUND.toMillis()))
                .isInstanceOf(StreamingQueryException.class)
                .hasMessageContaining("Kafka at " + Mill.server().bootstrap(Mill.PROXIED) + " could not ")
                .hasMessageContaining("no answer in time")
                .hasMessageContaining("check that the brokers run");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(30));
    }

    private static StreamingQuery running(Pipe pipe) throws Exception {
        StreamingQuery query = pipe.start(spark);
        await().atMost(BOUND).until(() -> pipe.checkpoint().ended() >= 0);
        assertThat(query.isActive()).isTrue();
        return query;
    }

    /** Through the proxy, with clients that take a request for lost after two seconds. */
    private static Pipe proxied(Pipe pipe) {
        String brokers = Mill.server().bootstrap(Mill.PROXIED);
        return pipe.settings().containsKey("read.connector")
                ? pipe.with("read.kafka.bootstrap.servers", brokers, "read.kafka.request.timeout.ms", "2000")
                : pipe.with("write.kafka.bootstrap.servers", brokers, "write.kafka.request.timeout.ms", "2000");
    }

    private static TcpProxy proxy() {
        return Mill.server().proxy(Mill.PROXIED);
    }

    /** All connections are reset, and for a moment there are no new ones. */
    private static final class Cut implements Flows.Blow {
        @Override
        public Pipe over(Pipe pipe) {
            return proxied(pipe);
        }

        @Override
        public void strike() {
            proxy().refuse();
            proxy().cut();
        }

        @Override
        public void mend() {
            LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
            proxy().resume();
        }
    }

    /** Connections stay open, and nothing passes, for longer than a client waits for an answer. */
    private static final class Stall implements Flows.Blow {
        @Override
        public Pipe over(Pipe pipe) {
            return proxied(pipe);
        }

        @Override
        public void strike() {
            proxy().stall();
        }

        @Override
        public void mend() {
            LockSupport.parkNanos(Duration.ofSeconds(3).toNanos());
            proxy().resume();
        }
    }
}
