package io.millrace.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.testkit.server.ChildJvm;
import io.millrace.testkit.server.HdfsServer;
import io.millrace.testkit.server.ServerProcess;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only HDFS knows about its files. */
class HdfsFaultsTest {
    private static HdfsServer hdfs;
    private static SparkSession spark;
    private static FileSystem files;

    @TempDir
    private java.nio.file.Path directory;

    private final Map<String, String> options = new HashMap<>();

    @BeforeAll
    static void start() throws Exception {
        hdfs = HdfsServer.start(1);
        spark = Sparks.session(hdfs.clientSettings());
        files = FileSystem.newInstance(hdfs.uri(), spark.sparkContext().hadoopConfiguration());
    }

    @AfterAll
    static void stop() throws Exception {
        files.close();
        spark.stop();
        hdfs.close();
    }

    @Test
    void aFileThatIsRenamedAfterItWasReadIsNotReadAgain() throws Exception {
        Path folder = folder("renamed");
        write(new Path(folder, "a"), "1");
        assertThat(run()).containsExactly(List.of("1"));
        files.rename(new Path(folder, "a"), new Path(folder, "b"));
        write(new Path(folder, "a"), "2");
        assertThat(run()).containsExactly(List.of("2"));
        files.rename(new Path(folder, "b"), new Path(folder, "c"));
        assertThat(run()).isEmpty();
    }

    @Test
    void aFileThatTakesThePlaceOfOneThatWasReadIsRead() throws Exception {
        Path folder = folder("replaced");
        write(new Path(folder, "a"), "1");
        assertThat(run()).containsExactly(List.of("1"));
        files.delete(new Path(folder, "a"), false);
        write(new Path(folder, "a"), "2");
        assertThat(run()).containsExactly(List.of("2"));
    }

    @Test
    void aFileThatSomebodyStillWritesIsLeftForLater() throws Exception {
        Path folder = folder("open");
        options.put("recoverLeases", "true");
        write(new Path(folder, "a"), "1");
        try (FSDataOutputStream open = files.create(new Path(folder, "b"))) {
            open.writeBytes("2\n");
            open.hsync();
            assertThat(run()).containsExactly(List.of("1"));
            open.writeBytes("3\n");
        }
        assertThat(run()).containsExactly(List.of("2", "3"));
    }

    @Test
    @Tag("soak") // HDFS waits for a minute
    void aFileWhoseWriterWasKilledIsClosedAndRead() throws Exception {
        Path folder = folder("orphaned");
        options.put("recoverLeases", "true");
        try (ServerProcess writer = ChildJvm.of(OpenWriter.class)
                .property("file", new Path(folder, "a").toString())
                .start()) {
            writer.awaitLine("2", Duration.ofSeconds(60));
            writer.kill();
        }
        assertThat(lines()).isEmpty();
        List<String> read = await().atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofSeconds(5))
                .until(this::lines, lines -> !lines.isEmpty());
        assertThat(read).containsExactly("1", "2");
    }

    private Path folder(String name) throws Exception {
        Path folder = new Path(hdfs.uri() + "/" + name);
        files.mkdirs(folder);
        options.put("path", folder.toString());
        options.put("format", "text");
        options.put("schema", "value STRING");
        return folder;
    }

    private List<String> lines() throws Exception {
        return run().stream().flatMap(List::stream).toList();
    }

    private List<List<String>> run() throws Exception {
        return Sparks.availableNow(Sparks.stream(spark, "hdfs", options).load(), directory.resolve("checkpoint"));
    }

    private static void write(Path file, String text) throws Exception {
        try (FSDataOutputStream out = files.create(file)) {
            out.writeBytes(text + "\n");
        }
    }
}
