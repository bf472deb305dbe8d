package io.millrace.testkit.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.api.Event;
import io.millrace.runtime.journal.Journal;
import io.millrace.testkit.ReceiverDriver;
import io.millrace.testkit.ReceiverDriver.Face;
import io.millrace.testkit.server.FreePorts;
import io.millrace.testkit.server.ServerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** What holds for a journal wherever it is shared: on HDFS and on S3 alike. */
final class SharedJournal {
    static final Duration BOUND = Duration.ofMinutes(2);
    private static final int WRITERS = 6;

    private SharedJournal() {}

    /** Kills a driver, with the receiver in it, again and again while senders send. */
    static void killDriver(int times, Path local, String journal, Map<String, String> hadoop) throws Exception {
        int port = FreePorts.next();
        Map<String, String> source =
                Map.of("connector", "tcp-lines", "port", Integer.toString(port), "journal", journal);
        List<LineSender> senders = new ArrayList<>();
        try (ServerProcess driver = ReceiverDriver.process(Face.JOURNAL, local, source, spark(hadoop))
                .start()) {
            senders.addAll(senders(4, port));
            awaitMore(senders, 100, driver);
            for (int kill = 0; kill < times; kill++) {
                driver.kill();
                driver.restart();
                awaitMore(senders, 100, driver);
            }
            close(senders);
            await().atMost(BOUND)
                    .pollInterval(Duration.ofMillis(200))
                    .failFast("the driver ended", () -> !driver.alive())
                    .until(() -> Delivered.contains(ReceiverDriver.lines(local), senders));
            driver.kill();
        } finally {
            close(senders);
        }
        Delivered.check(ReceiverDriver.lines(local), senders);
        System.out.println(journal + ": " + acknowledged(senders) + " lines acknowledged over " + times
                + " kills of the driver, all there");
    }

    /** Many receivers open one partition at the same moment: one of them stays, and the others can acknowledge nothing. */
    static void openByMany(PushedJournal place) throws Exception {
        List<Journal> journals = new ArrayList<>();
        List<String> acknowledged = new ArrayList<>();
        ExecutorService openers = Executors.newFixedThreadPool(WRITERS);
        try {
            List<Future<Journal>> opening = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                opening.add(openers.submit(place::writer));
            }
            for (Future<Journal> one : opening) {
                journals.add(one.get(BOUND.toSeconds(), TimeUnit.SECONDS));
            }
            for (int round = 0; round < 2; round++) {
                for (int i = 0; i < journals.size(); i++) {
                    String value = round + "-" + i;
                    try {
                        put(journals.get(i), value);
                        acknowledged.add(value);
                    } catch (IOException fenced) {
                        assertThat(fenced).hasMessageContaining("taken over");
                    }
                }
            }
        } finally {
            openers.shutdownNow();
            for (Journal journal : journals) {
                journal.close();
            }
        }
        assertThat(acknowledged).hasSize(2);
        assertThat(place.values()).isEqualTo(acknowledged);
    }

    static void put(Journal journal, String value) throws IOException, InterruptedException {
        journal.put(List.of(Event.of(null, value.getBytes(StandardCharsets.UTF_8), List.of(), 0, "")));
    }

    static List<LineSender> senders(int count, int port) {
        List<LineSender> senders = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            senders.add(new LineSender("s" + i, List.of(port)));
        }
        return senders;
    }

    static void close(List<LineSender> senders) throws InterruptedException {
        for (LineSender sender : senders) {
            sender.close();
        }
    }

    static void awaitMore(List<LineSender> senders, int lines) {
        int least = acknowledged(senders) + lines;
        await().atMost(BOUND).until(() -> acknowledged(senders) > least);
    }

    /** As long as the driver runs. */
    private static void awaitMore(List<LineSender> senders, int lines, ServerProcess driver) {
        int least = acknowledged(senders) + lines;
        await().atMost(BOUND)
                .failFast("the driver ended", () -> !driver.alive())
                .until(() -> acknowledged(senders) > least);
    }

    static int acknowledged(List<LineSender> senders) {
        return senders.stream().mapToInt(sender -> sender.acknowledged().size()).sum();
    }

    private static Map<String, String> spark(Map<String, String> hadoop) {
        Map<String, String> spark = new TreeMap<>(Map.of(
                "spark.master", "local[2]",
                "spark.driver.host", "127.0.0.1",
                "spark.driver.bindAddress", "127.0.0.1",
                "spark.ui.enabled", "false"));
        String files = "spark.sql.streaming.checkpointFileManagerClass";
        spark.put(files, System.getProperty(files, ""));
        hadoop.forEach((name, value) -> spark.put("spark.hadoop." + name, value));
        return spark;
    }
}
