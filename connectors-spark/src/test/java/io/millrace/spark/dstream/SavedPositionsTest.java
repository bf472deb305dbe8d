package io.millrace.spark.dstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.Offsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SavedPositionsTest {
    private static final Offsets START = new Offsets(
            new TreeMap<>(Map.of("orders/0", "5", "orders/1", "7")), new TreeMap<>(Map.of("orders", "id-1")));

    @TempDir
    private Path directory;

    @Test
    void everyReceiverSeesHowFarEachPartitionCame() {
        SavedPositions one = open();
        assertThat(one.start()).isNull();
        one.start(START);
        one.save("orders/1", "9", START);
        one.save("orders/2", "3", START);
        assertThat(open().now())
                .isEqualTo(new Offsets(
                        new TreeMap<>(Map.of("orders/0", "5", "orders/1", "9", "orders/2", "3")), START.identities()));
        assertThat(open().start()).isEqualTo(START);
    }

    @Test
    void anyIdOfAPartitionIsTheNameOfAFile() {
        SavedPositions one = open();
        one.save("clicks/../shard:ü/0", "1", Offsets.NONE);
        assertThat(open().now().positions()).containsExactly(Map.entry("clicks/../shard:ü/0", "1"));
    }

    @Test
    void withoutFilesTheyAreInMemory() {
        SavedPositions one = new SavedPositions("numbers", null);
        one.start(START);
        one.save("orders/0", "6", START);
        assertThat(one.now().position("orders/0")).isEqualTo("6");
    }

    private SavedPositions open() {
        return new SavedPositions("numbers", StateFiles.in(directory.toString(), new Configuration()));
    }
}
