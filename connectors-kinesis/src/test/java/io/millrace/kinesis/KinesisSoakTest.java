package io.millrace.kinesis;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kinesis.Ordeal.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever a stream and its reader go through, nothing is lost, doubled or out of order, and each batch is the same when it is read
 * again, at any time: see {@link Ordeal}.
 */
class KinesisSoakTest {
    @TempDir
    Path notes;

    @Test
    @Timeout(120)
    void nothingIsLostDoubledOrOutOfOrder() throws Exception {
        Ordeal.on(Emulator.lite(), notes, 2, 2, 10);
    }

    @Test
    @Timeout(120)
    void norOnTheOtherEmulator() throws Exception {
        Ordeal.on(Emulator.local(), notes, 1, 3, 5);
    }

    /** On both at the same time. One of them slows down with the size of a stream, so there are two small ones there. */
    @Test
    @Tag("soak")
    @Timeout(540)
    void norInMoreThanSixtyThousandRecordsOnBothAtOnce() throws Exception {
        CompletableFuture<Outcome> small = CompletableFuture.supplyAsync(
                () -> on(Emulator.local(), "first", 4, 3, 17).and(on(Emulator.local(), "second", 4, 3, 17)),
                Ordeal.THREADS);
        Outcome all = on(Emulator.lite(), "large", 12, 4, 95).and(small.get(500, TimeUnit.SECONDS));
        System.out.println("soak of kinesis, in all: " + all);
        assertThat(all.records()).isGreaterThan(60_000);
        assertThat(all.reshards()).isGreaterThanOrEqualTo(60);
        assertThat(all.planners()).isGreaterThanOrEqualTo(30);
        assertThat(all.kills()).isGreaterThanOrEqualTo(20);
    }

    private Outcome on(Emulator emulator, String name, int kills, int reshards, int requests) {
        try {
            return Ordeal.on(emulator, Files.createDirectory(notes.resolve(name)), kills, reshards, requests);
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }
}
