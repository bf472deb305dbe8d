package io.millrace.kinesis;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.server.ChildJvm;
import io.millrace.testkit.server.KinesisProxy;
import io.millrace.testkit.server.ServerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * What one stream and its reader go through, all at once: the stream is written, split and merged, 3 % of the calls fail, as many pages
 * come empty, some come short, arrival times go back and forth, the planner is started anew after every second batch, and the driver is
 * killed (kill -9) in the middle of batches. One thread.
 */
final class Ordeal {
    /** Threads of their own: what waits for the writer must not keep it from running. */
    static final Executor THREADS = task -> new Thread(task, "ordeal").start();

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Random random = new Random(3);
    private final Path notes;
    private final KinesisProxy proxy;
    private final Upheaval upheaval;

    /** What it was, once all was well. {@code planners} are those that were started anew besides the kills. */
    record Outcome(int records, int batches, int reshards, int planners, int kills) {
        Outcome and(Outcome other) {
            return new Outcome(
                    records + other.records,
                    batches + other.batches,
                    reshards + other.reshards,
                    planners + other.planners,
                    kills + other.kills);
        }
    }

    private Ordeal(Path notes, KinesisProxy proxy, Upheaval upheaval) {
        this.notes = notes;
        this.proxy = proxy;
        this.upheaval = upheaval;
    }

    /**
     * Takes a new stream of an emulator through all of it.
     *
     * @param reshards how many splits and merges there are from kill to kill
     * @param requests how many requests are written from one of these to the next
     */
    static Outcome on(Emulator emulator, Path notes, int kills, int reshards, int requests) throws Exception {
        String stream = emulator.stream(2);
        try (KinesisProxy proxy = emulator.ownProxy()) {
            proxy.faults().someCalls(0.03);
            proxy.faults().disorder(Duration.ofSeconds(3));
            List<String> arguments = new ArrayList<>(List.of(notes.toString()));
            Emulator.reading(proxy, stream).forEach((name, value) -> arguments.add(name + "=" + value));
            try (ServerProcess driver = ChildJvm.of(KinesisDriver.class)
                    .property("aws.cborEnabled", "false")
                    .heap("256m")
                    .arguments(arguments)
                    .start()) {
                Upheaval upheaval = new Upheaval(emulator.server(), stream);
                return new Ordeal(notes, proxy, upheaval).endure(driver, kills, reshards, requests);
            }
        }
    }

    private Outcome endure(ServerProcess driver, int kills, int reshards, int requests) throws Exception {
        long begun = System.nanoTime();
        for (int kill = 0; kill < kills; kill++) {
            strike(driver, reshards, requests);
        }
        proxy.faults().shortPages(false);
        Files.createFile(notes.resolve("stop"));
        assertThat(driver.awaitExit(PATIENCE.multipliedBy(2))).isZero();
        assertThat(named("differs-"))
                .as("batches that were different when they were read again")
                .isEmpty();
        assertThat(named("again-"))
                .as("batches that were read again after a kill with some rows out")
                .hasSize(kills);
        List<String> read = new ArrayList<>();
        int batches = 0;
        for (; Files.exists(notes.resolve("done-" + (batches + 1))); batches++) {
            read.addAll(Files.readAllLines(notes.resolve("out-" + (batches + 1))));
        }
        upheaval.check(read);
        Outcome outcome = new Outcome(
                read.size(), batches, upheaval.reshards(), named("anew-").size(), kills);
        System.out.println("soak of kinesis: " + outcome + " in " + (System.nanoTime() - begun) / 1_000_000_000 + " s");
        return outcome;
    }

    private void strike(ServerProcess driver, int reshards, int requests) throws Exception {
        driver.awaitLine("begins after batch", PATIENCE);
        proxy.faults().shortPages(random.nextInt(4) == 0);
        Path written = Files.writeString(notes.resolve("hold.new"), Integer.toString(1 + random.nextInt(5)));
        Files.move(written, notes.resolve("hold"), StandardCopyOption.ATOMIC_MOVE);
        CompletableFuture<Void> writing = CompletableFuture.runAsync(
                () -> {
                    for (int i = 0; i < reshards; i++) {
                        upheaval.write(requests);
                        upheaval.reshard();
                    }
                    // So that the last child has something too.
                    upheaval.write(1);
                },
                THREADS);
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(3))
                .until(() -> Files.exists(notes.resolve("held")));
        driver.kill();
        Files.delete(notes.resolve("hold"));
        Files.delete(notes.resolve("held"));
        int done = named("done-").size();
        driver.restart();
        writing.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        // The next kill is to hit another batch.
        Awaitility.await().atMost(PATIENCE).until(() -> named("done-").size() > done);
    }

    private List<String> named(String prefix) throws Exception {
        try (Stream<Path> files = Files.list(notes)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(prefix) && !name.endsWith(".new"))
                    .toList();
        }
    }
}
