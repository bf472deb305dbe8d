package io.millrace.runtime.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.runtime.journal.JournalOptions.Durability;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory on a local disk, which one process writes while another one reads. */
class LocalDirectoryTest {
    private static final int FILES = 2_000;

    @TempDir
    Path place;

    @Test
    void aFileThatAppearsWhileItIsAskedForIsThereOrNotThereYet() throws Exception {
        LocalDirectory writer = new LocalDirectory(place, Durability.WRITTEN);
        LocalDirectory reader = new LocalDirectory(place, Durability.WRITTEN);
        CompletableFuture<Integer> seen = CompletableFuture.supplyAsync(() -> following(reader));
        for (int i = 0; i < FILES; i++) {
            writer.create(Integer.toString(i), out -> out.write(7));
        }
        assertThat(seen.get(30, TimeUnit.SECONDS)).isEqualTo(FILES);
    }

    private static int following(LocalDirectory reader) {
        int seen = 0;
        while (seen < FILES) {
            try (InputStream in = reader.open(Integer.toString(seen))) {
                if (in != null) {
                    assertThat(in.read()).isEqualTo(7);
                    seen++;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return seen;
    }
}
