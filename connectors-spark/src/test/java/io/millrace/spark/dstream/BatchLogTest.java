package io.millrace.spark.dstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.Offsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchLogTest {
    @TempDir
    private Path directory;

    @Test
    void anotherProgramFindsWhatWasAppended() {
        BatchLog log = open();
        log.append(batch(1_000, 0, 5));
        log.append(batch(2_000, 5, 9));
        BatchLog again = open();
        assertThat(again.last()).contains(batch(2_000, 5, 9));
        assertThat(again.find(1_000)).contains(batch(1_000, 0, 5));
        assertThat(again.find(1_500)).isEmpty();
    }

    @Test
    void oldBatchesAreForgottenButNeverTheLast() {
        BatchLog log = open();
        log.append(batch(1_000, 0, 5));
        log.append(batch(2_000, 5, 9));
        log.append(batch(3_000, 9, 9));
        log.forgetBefore(2_000);
        assertThat(open().find(1_000)).isEmpty();
        assertThat(open().find(2_000)).isPresent();
        log.forgetBefore(9_000);
        assertThat(open().last()).contains(batch(3_000, 9, 9));
    }

    @Test
    void aFileThatWasNeverFinishedIsNotThere() throws Exception {
        open().append(batch(1_000, 0, 5));
        Files.writeString(directory.resolve(".2000.0123.tmp"), "v1\n{");
        assertThat(open().last()).contains(batch(1_000, 0, 5));
    }

    @Test
    void whatANewerProgramWroteIsRefused() throws Exception {
        Files.writeString(directory.resolve("1000"), "v2\n{}");
        assertThatThrownBy(() -> open().last()).hasMessageContaining("'v2'").hasMessageContaining("'v1'");
    }

    /** The way of HDFS and object stores, which works on a local disk too. */
    @Test
    void hadoopsFilesHoldTheSame() {
        StateFiles hadoop = new HadoopStateFiles(new org.apache.hadoop.fs.Path(directory.toUri()), new Configuration());
        BatchLog log = new BatchLog("numbers", hadoop);
        log.append(batch(1_000, 0, 5));
        log.append(batch(2_000, 5, 9));
        log.forgetBefore(2_000);
        assertThat(hadoop.names()).containsExactly("2000");
        assertThat(hadoop.read("1000")).isEmpty();
        assertThat(open().last()).contains(batch(2_000, 5, 9));
    }

    @Test
    void withoutFilesItIsInMemory() {
        BatchLog log = new BatchLog("numbers", null);
        log.append(batch(1_000, 0, 5));
        assertThat(log.last()).contains(batch(1_000, 0, 5));
    }

    private BatchLog open() {
        return new BatchLog("numbers", StateFiles.in(directory.toString(), new Configuration()));
    }

    private static Batch batch(long millis, int from, int to) {
        return new Batch(millis, at(from), at(to), at(0));
    }

    private static Offsets at(int position) {
        return Offsets.of(Map.of("numbers/0", Integer.toString(position)));
    }
}
