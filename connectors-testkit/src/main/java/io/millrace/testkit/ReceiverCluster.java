package io.millrace.testkit;

import static org.awaitility.Awaitility.await;

import io.millrace.testkit.ReceiverDriver.Face;
import io.millrace.testkit.server.FreePorts;
import io.millrace.testkit.server.ServerProcess;
import io.millrace.testkit.server.SparkCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * A query over two receivers on a Spark cluster of two workers, for tests of whoever sends to them: driver, executors and receivers
 * are processes that may be killed, and come back. One thread.
 */
public final class ReceiverCluster implements AutoCloseable {
    private static final Duration BOUND = Duration.ofMinutes(3);
    private static final Duration POLL = Duration.ofMillis(500);

    private final ReceiverDriver.Written written;
    private final int port;
    private final SparkCluster spark;
    private final ServerProcess driver;

    /** What may be killed. */
    public enum Victim {
        /** The process that plans the query. */
        DRIVER,
        /** One of the processes that do the query's work. */
        EXECUTOR,
        /** The process of one of the receivers. */
        RECEIVER
    }

    private ReceiverCluster(Path directory, Map<String, String> source) throws IOException {
        this.written = new ReceiverDriver.Written(directory);
        this.port = FreePorts.nextPair();
        this.spark = SparkCluster.start(2, 2);
        try {
            Map<String, String> options = new TreeMap<>(source);
            options.put("receivers", "2");
            options.put("port", port + "-" + (port + 1));
            driver = ReceiverDriver.process(Face.JOURNAL, directory, options, spark.settings())
                    .start();
        } catch (IOException | RuntimeException e) {
            spark.close();
            throw e;
        }
    }

    /**
     * Starts the cluster and the query, and does not wait for the receivers.
     *
     * @param directory for the journal, the checkpoint and what comes out
     * @param source the options of the source, the connector's name among them; where to listen, and how many receivers there are,
     *     is added
     */
    public static ReceiverCluster start(Path directory, Map<String, String> source) throws IOException {
        return new ReceiverCluster(directory, source);
    }

    /** Where the receivers listen, as {@code host:port}. */
    public List<String> hosts() {
        return List.of("127.0.0.1:" + port, "127.0.0.1:" + (port + 1));
    }

    /** The values that came out so far, in no order. */
    public List<String> values() throws IOException {
        return written.values();
    }

    /** How often each number came out, of those that have this prefix. */
    public int[] times(String prefix, int numbers) throws IOException {
        int[] times = new int[numbers];
        values().stream()
                .filter(value -> value.startsWith(prefix))
                .forEach(value -> times[Integer.parseInt(value.substring(prefix.length()))]++);
        return times;
    }

    /** Waits until what came out is as wished, for some minutes, and as long as driver and sender live. */
    public void awaitValues(ServerProcess sender, Predicate<List<String>> wish) {
        await().atMost(BOUND)
                .pollInterval(POLL)
                .failFast(
                        "one of these ended: " + driver.log() + ", " + sender.log(),
                        () -> !driver.alive() || !sender.alive())
                .until(() -> wish.test(values()));
    }

    /** Kills one of a kind by SIGKILL; Spark, or this method, starts another one. */
    public void kill(Victim victim, Random random) {
        switch (victim) {
            case DRIVER -> driver.restart();
            case EXECUTOR -> {
                List<ProcessHandle> executors = await().atMost(BOUND)
                        .until(
                                () -> spark.workers().stream()
                                        .flatMap(worker -> spark.executors(worker).stream())
                                        .toList(),
                                found -> !found.isEmpty());
                spark.killExecutor(executors.get(random.nextInt(executors.size())));
            }
            case RECEIVER -> {
                int listens = port + random.nextInt(2);
                spark.killExecutor(await().atMost(BOUND)
                        .until(() -> spark.listening(listens), found -> found.isPresent())
                        .orElseThrow());
            }
        }
    }

    @Override
    public void close() {
        driver.close();
        spark.close();
    }
}
