package io.millrace.spark.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.time.InstantSource;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EpochTimesTest {
    @TempDir
    private java.nio.file.Path checkpoint;

    @Test
    void anEpochHasTheTimeAtWhichItWasFirstBegun() {
        assertThat(at(1_000).of(7)).isEqualTo(1_000);
        assertThat(at(5_000).of(7)).isEqualTo(1_000);
        assertThat(at(6_000).of(8)).isEqualTo(6_000);
    }

    @Test
    void laterEpochsHaveHigherTimesAlsoWhenTheClockStandsOrGoesBack() {
        EpochTimes times = at(1_000);
        assertThat(times.of(0)).isEqualTo(1_000);
        assertThat(times.of(1)).isEqualTo(1_001);
        assertThat(at(500).of(2)).isEqualTo(1_002);
    }

    @Test
    void theTimeIsInTheCheckpointBeforeItIsUsed() throws IOException {
        at(1_000).of(3);
        assertThat(file()).hasContent("{\"version\":1,\"epoch\":3,\"millis\":1000}");
    }

    @Test
    void aDamagedFileIsRefusedByItsName() throws IOException {
        at(1_000).of(3);
        Files.writeString(file(), "{\"epoch\":");
        Files.deleteIfExists(file().resolveSibling(".epoch-time.json.crc"));
        assertThatThrownBy(() -> at(2_000).of(3)).hasMessageContaining("epoch-time.json");
    }

    private EpochTimes at(long millis) {
        return new EpochTimes(
                new Path(checkpoint.toUri()), new Configuration(), InstantSource.fixed(Instant.ofEpochMilli(millis)));
    }

    private java.nio.file.Path file() {
        return checkpoint.resolve("millrace/epoch-time.json");
    }
}
