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

/** Small text files in a directory of any file system that Hadoop knows. Each is written as a whole or not at all. */
final class StateFiles {
    private final Path directory;
    private final CheckpointFileManager files;

    /** The files of a directory, which is made if it is not there. */
    StateFiles(String directory, Configuration hadoop) {
        this.directory = new Path(directory);
        this.files = CheckpointFileManager$.MODULE$.create(this.directory, hadoop);
        this.files.mkdirs(this.directory);
    }

    /** The names of the files there are; those that were never finished begin with a dot and are left out. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        for (FileStatus file : files.list(directory)) {
            String name = file.getPath().getName();
            if (!name.startsWith(".")) {
                names.add(name);
            }
        }
        return names;
    }

    /** What is in a file; empty if there is none. */
    Optional<String> read(String name) {
        try (FSDataInputStream in = files.open(new Path(directory, name))) {
            return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (FileNotFoundException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a file, or writes it anew. */
    void write(String name, String text) {
        CheckpointFileManager.CancellableFSDataOutputStream out = files.createAtomic(new Path(directory, name), true);
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.close();
        } catch (IOException e) {
            out.cancel();
            throw new UncheckedIOException(e);
        }
    }

    /** Removes a file, if it is there. */
    void delete(String name) {
        files.delete(new Path(directory, name));
    }
}
