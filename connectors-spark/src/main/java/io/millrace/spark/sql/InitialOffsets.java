package io.millrace.spark.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.streaming.checkpointing.CheckpointFileManager;
import org.apache.spark.sql.execution.streaming.checkpointing.CheckpointFileManager$;

/** The file in a source's part of the checkpoint that says where the query began. Written once, all or nothing. */
final class InitialOffsets {
    private static final String NAME = "initial-offsets.json";

    private final Path file;
    private final CheckpointFileManager files;

    InitialOffsets(String checkpoint) {
        Path directory = new Path(checkpoint);
        Configuration hadoop = SparkSession.active().sparkContext().hadoopConfiguration();
        this.file = new Path(directory, NAME);
        this.files = CheckpointFileManager$.MODULE$.create(directory, hadoop);
        this.files.mkdirs(directory);
    }

    Optional<String> read() {
        if (!files.exists(file)) {
            return Optional.empty();
        }
        try (FSDataInputStream in = files.open(file)) {
            return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void write(String json) {
        CheckpointFileManager.CancellableFSDataOutputStream out = files.createAtomic(file, false);
        try {
            out.write(json.getBytes(StandardCharsets.UTF_8));
            out.close();
        } catch (IOException e) {
            out.cancel();
            throw new UncheckedIOException(e);
        }
    }
}
