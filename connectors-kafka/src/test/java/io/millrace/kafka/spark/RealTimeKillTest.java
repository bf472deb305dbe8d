package io.millrace.kafka.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.testkit.server.ServerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A driver in real-time mode that is killed after the sink's commit and before the offset log is written. */
final class RealTimeKillTest {
    private static final Duration BOUND = Duration.ofMinutes(2);
    private static final int PARTITIONS = 2;
    private static final int ROWS = 100;

    @TempDir
    private Path directory;

    @Test
    void nothingIsLost() throws Exception {
        String from = Mill.topic("real-time-in", PARTITIONS);
        String to = Mill.topic("real-time-out", PARTITIONS);
        Path held = directory.resolve("held");
        Pipe pipe = Pipe.keeping(directory.resolve("checkpoint"))
                .with("read.connector", "kafka", "read.kafka.bootstrap.servers", Mill.brokers())
                .with("read.subscribe", from, "read.startingOffsets", "earliest", "select", "key; value")
                .with("write.connector", "kafka", "write.kafka.bootstrap.servers", Mill.brokers())
                .with("write.topic", to, "trigger", "realTime:3 seconds")
                .with("spark.sql.streaming.realTimeMode.allowlistCheck", "false")
                .with("spark.sql.streaming.realTimeMode.minBatchDuration", "500")
                .with("spark.sql.streaming.checkpointFileManagerClass", HeldCheckpoints.class.getName());
        int sent = 0;
        Files.writeString(held, "1");
        try (ServerProcess driver = pipe.driver()
                .property(HeldCheckpoints.PROPERTY, held.toString())
                .start()) {
            for (int batch : new int[] {1, 2}) {
                long before = batch - 1L;
                driver.await("end batch " + before, running -> pipe.checkpoint().ended() == before, BOUND);
                Mill.send(from, PARTITIONS, Mill.numbers(sent, sent + ROWS));
                sent += ROWS;
                driver.awaitLine(HeldCheckpoints.HELD + batch, BOUND);
                assertThat(values(to)).as("what the sink has").containsAll(Mill.numbers(0, sent));
                assertThat(pipe.checkpoint().begun())
                        .as("what the offset log has")
                        .isEqualTo(before);
                driver.kill();
                System.out.println("RealTimeKillTest: killed after the sink's commit of batch " + batch
                        + ", before its offset log");
                Files.writeString(held, "" + (batch + 1));
                Mill.send(from, PARTITIONS, Mill.numbers(sent, sent + ROWS));
                sent += ROWS;
                driver.restart();
            }
            awaitAll(driver, to, sent);
            driver.kill();
        }
        int repeated = Mill.records(to).size() - sent;
        System.out.println("RealTimeKillTest: " + sent + " in, " + repeated + " repeated");
        assertThat(repeated).as("rows of the batches that were run again").isGreaterThanOrEqualTo(2 * ROWS);
    }

    private static void awaitAll(ServerProcess driver, String topic, int sent) {
        await().atMost(BOUND)
                .pollInterval(Duration.ofMillis(250))
                .failFast("the driver ended", () -> !driver.alive())
                .untilAsserted(() -> assertThat(values(topic)).containsAll(Mill.numbers(0, sent)));
    }

    private static Set<String> values(String topic) {
        Set<String> values = new TreeSet<>();
        Mill.records(topic).stream().map(ConsumerRecord::value).forEach(values::add);
        return values;
    }
}
