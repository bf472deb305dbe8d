package io.millrace.spark.dstream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/** Small text files in a directory of any file system that Hadoop knows. Each is written as a whole or not at all. */
interface StateFiles {
    /** The files of a directory, which is made if it is not there. */
    static StateFiles in(String directory, Configuration hadoop) {
        Path path = new Path(directory);
        try {
            // Hadoop starts a process for each file that it makes on a local disk; a receiver makes several in a
            // second.
            return path.getFileSystem(hadoop) instanceof LocalFileSystem
                    ? new LocalStateFiles(java.nio.file.Path.of(path.toUri().getPath()))
                    : new HadoopStateFiles(path, hadoop);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of the files there are; those that were never finished begin with a dot and are left out. */
    List<String> names();

    /** What is in a file; empty if there is none. */
    Optional<String> read(String name);

    /** Writes a file, or writes it anew. */
    void write(String name, String text);

    /** Removes a file, if it is there. */
    void delete(String name);
}
