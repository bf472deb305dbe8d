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
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The driver is killed (kill -9) again and again while the stream is written, split and merged, and calls fail. */
class KinesisKillTest {
    @TempDir
    Path notes;

    @Test
    @Timeout(120)
    void nothingIsLostOrDoubledWhenTheDriverIsKilled() throws Exception {
        run(2, 120, 4);
    }

    @Test
    @Tag("soak")
    @Timeout(900)
    void norWhenItIsKilledAgainAndAgain() throws Exception {
        run(20, 600, 60);
    }

    private void run(int kills, int requests, int reshards) throws Exception {
        Emulator emulator = Emulator.lite();
        String stream = emulator.stream(2);
        Upheaval upheaval = new Upheaval(emulator.server(), stream);
        try (KinesisProxy proxy = emulator.ownProxy()) {
            proxy.faults().someCalls(0.03);
            proxy.faults().disorder(Duration.ofSeconds(2));
            List<String> arguments = new ArrayList<>(List.of(notes.toString()));
            Emulator.reading(proxy, stream).forEach((name, value) -> arguments.add(name + "=" + value));
            try (ServerProcess driver = ChildJvm.of(KinesisDriver.class)
                    .property("aws.cborEnabled", "false")
                    .heap("256m")
                    .arguments(arguments)
                    .start()) {
                strike(driver, upheaval, kills, requests, reshards);
                Files.createFile(notes.resolve("stop"));
                assertThat(driver.awaitExit(Duration.ofMinutes(2))).isZero();
            }
        }
        assertThat(named("differs-"))
                .as("batches that were different when they were read again")
                .isEmpty();
        List<String> read = new ArrayList<>();
        for (int batch = 1; Files.exists(notes.resolve("done-" + batch)); batch++) {
            read.addAll(Files.readAllLines(notes.resolve("out-" + batch)));
        }
        upheaval.check(read);
        assertThat(named("again-"))
                .as("batches that were read again after a kill with some rows out")
                .hasSize(kills);
        System.out.println("kills of kinesis: " + read.size() + " records, " + kills + " kills, "
                + named("again-").size() + " batches read again after rows were out, " + upheaval.reshards()
                + " splits and merges");
    }

    private void strike(ServerProcess driver, Upheaval upheaval, int kills, int requests, int reshards)
            throws Exception {
        Random random = new Random(3);
        for (int kill = 0; kill < kills; kill++) {
            driver.awaitLine("begins after batch", Duration.ofSeconds(60));
            Path written = Files.writeString(notes.resolve("hold.new"), Integer.toString(1 + random.nextInt(5)));
            Files.move(written, notes.resolve("hold"), StandardCopyOption.ATOMIC_MOVE);
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < reshards / kills; i++) {
                    upheaval.write(requests / reshards);
                    upheaval.reshard();
                }
                upheaval.write(requests / reshards);
            });
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(3))
                    .until(() -> Files.exists(notes.resolve("held")));
            driver.kill();
            Files.delete(notes.resolve("hold"));
            Files.delete(notes.resolve("held"));
            int done = named("done-").size();
            driver.restart();
            writing.get(10, TimeUnit.MINUTES);
            // The next kill is to hit another batch.
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> named("done-").size() > done);
        }
    }

    private List<String> named(String prefix) throws Exception {
        try (Stream<Path> files = Files.list(notes)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(prefix) && !name.endsWith(".new"))
                    .toList();
        }
    }
}
