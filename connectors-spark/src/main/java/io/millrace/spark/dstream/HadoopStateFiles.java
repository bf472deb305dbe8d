package io.millrace.spark.dstream;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.execution.streaming.checkpointing.CheckpointFileManager;
import org.apache.spark.sql.execution.streaming.checkpointing.CheckpointFileManager$;

/** Files on HDFS or an object store, written as Spark writes its own checkpoints there. */
final class HadoopStateFiles implements StateFiles {
    private final Path directory;
    private final CheckpointFileManager files;

    HadoopStateFiles(Path directory, Configuration hadoop) {
        this.directory = directory;
        this.files = CheckpointFileManager$.MODULE$.create(directory, hadoop);
        this.files.mkdirs(directory);
    }

    @Override
    public List<String> names() {
        List<String> names = new ArrayList<>();
        for (FileStatus file : files.list(directory)) {
            String name = file.getPath().getName();
            if (!name.startsWith(".")) {
                names.add(name);
            }
        }
        return names;
    }

    @Override
    public Optional<String> read(String name) {
        try (FSDataInputStream in = files.open(new Path(directory, name))) {
            return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (FileNotFoundException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void write(String name, String text) {
        CheckpointFileManager.CancellableFSDataOutputStream out = files.createAtomic(new Path(directory, name), true);
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.close();
        } catch (IOException e) {
            out.cancel();
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void delete(String name) {
        files.delete(new Path(directory, name));
    }
}
