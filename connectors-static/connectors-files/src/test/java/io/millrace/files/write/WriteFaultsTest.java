package io.millrace.files.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.testkit.server.KeepServerLogs;
import io.millrace.testkit.server.ServerProcess;
import io.millrace.testkit.server.SparkCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Processes are killed while a stream writes to HDFS, and the stream goes on by itself. */
@ExtendWith(KeepServerLogs.class)
final class WriteFaultsTest {
    private static final Duration BOUND = Duration.ofSeconds(90);
    private static final int FILES = 6;
    private static final int PER_FILE = 10;

    @TempDir
    private Path work;

    @Test
    void aNameNodeThatIsKilledAndComesBackIsWaitedFor() throws Exception {
        org.apache.hadoop.fs.Path root = Store.HDFS.directory();
        try (SparkSession spark = session(Map.of("spark.master", "local[2, 4]"))) {
            StreamingQuery query = start(spark, root);
            try {
                Driver reader = new Driver(Store.HDFS, root, query.id().toString());
                await().atMost(BOUND).until(() -> !reader.seen().isEmpty());
                Store.server().nameNode().kill();
                Store.server().restart();
                finish(query, reader);
            } finally {
                query.stop();
            }
        }
    }

    @Test
    void anExecutorThatIsKilledIsReplacedAndLeavesNothingBehind() throws Exception {
        org.apache.hadoop.fs.Path root = Store.HDFS.directory();
        try (SparkCluster cluster = SparkCluster.start(1, 2);
                SparkSession spark = session(cluster.settings())) {
            StreamingQuery query = start(spark, root);
            try {
                Driver reader = new Driver(Store.HDFS, root, query.id().toString());
                await().atMost(BOUND).until(() -> !reader.seen().isEmpty());
                ServerProcess worker = cluster.workers().get(0);
                cluster.killExecutor(cluster.executors(worker).get(0));
                finish(query, reader);
            } finally {
                query.stop();
            }
        }
    }

    private void finish(StreamingQuery query, Driver reader) throws Exception {
        assertThat(query.awaitTermination(BOUND.toMillis())).isTrue();
        List<Long> ids = reader.seen().stream()
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sorted()
                .toList();
        assertThat(ids).isEqualTo(LongStream.range(0, FILES * PER_FILE).boxed().toList());
        assertThat(reader.all().stream().map(FileStatus::getPath)).hasSize(FILES);
        // What a NameNode that is killed cuts off is a draft, which goes after an hour.
        assertThat(reader.besides())
                .filteredOn(name -> !name.endsWith(".draft"))
                .hasSize(1);
    }

    private static SparkSession session(Map<String, String> settings) {
        SparkSession.Builder builder = SparkSession.builder()
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", 2);
        settings.forEach(builder::config);
        return builder.getOrCreate();
    }

    private StreamingQuery start(SparkSession spark, org.apache.hadoop.fs.Path root) throws Exception {
        Path input = give();
        Map<String, String> options = Store.HDFS.options(root);
        options.put("format", "json");
        return spark.readStream()
                .schema("id bigint")
                .option("maxFilesPerTrigger", 1)
                .json(input.toString())
                .writeStream()
                .format("millrace")
                .options(options)
                .option("checkpointLocation", work.resolve("checkpoint").toString())
                .trigger(Trigger.AvailableNow())
                .start();
    }

    private Path give() throws IOException {
        Path input = Files.createDirectories(work.resolve("input"));
        for (int file = 0; file < FILES; file++) {
            StringBuilder lines = new StringBuilder();
            for (int id = file * PER_FILE; id < (file + 1) * PER_FILE; id++) {
                lines.append("{\"id\":").append(id).append("}\n");
            }
            Files.writeString(input.resolve(file + ".json"), lines);
        }
        return input;
    }
}
