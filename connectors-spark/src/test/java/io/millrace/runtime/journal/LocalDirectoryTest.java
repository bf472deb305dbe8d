package io.millrace.runtime.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.runtime.journal.JournalOptions.Durability;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** From a certain length on it goes past the system's cache, in whole blocks, where the file system is known to do so. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 262_143, 262_144, 262_145, 266_240, 1_048_576, 1_048_577, 2_500_003})
    void aFileOfAnyLengthIsReadAsItWasWrittenWithNothingButZerosBehindIt(int length) throws Exception {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        try (LocalDirectory directory = new LocalDirectory(place, Durability.SYNCED)) {
            directory.create("before", out -> out.write(content, 0, length / 2));
            directory.create("file", out -> {
                out.write(content, 0, length / 3);
                out.write(content, length / 3, length - length / 3);
            });
            try (InputStream in = Objects.requireNonNull(directory.open("file"))) {
                assertThat(in.readNBytes(length)).isEqualTo(content);
                assertThat(in.readAllBytes())
                        .hasSizeLessThan(65_536)
                        .satisfies(rest -> assertThat(rest).isEqualTo(new byte[rest.length]));
            }
        }
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
