package io.millrace.kafka.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.locks.LockSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.execution.streaming.checkpointing.FileContextBasedCheckpointFileManager;

/**
 * Spark's own way to write a checkpoint, but it holds the writing of the offsets of one batch for good, so that a test can kill
 * the driver just before. Spark makes it by reflection.
 */
public final class HeldCheckpoints extends FileContextBasedCheckpointFileManager {
    /** The system property that names a file, which holds the number of the batch. */
    static final String PROPERTY = "pipe.held";

    /** What is printed when the batch is held. */
    static final String HELD = "held offsets/";

    /** As Spark asks for it. */
    public HeldCheckpoints(Path path, Configuration hadoop) {
        super(path, hadoop);
    }

    @Override
    public CancellableFSDataOutputStream createAtomic(Path path, boolean overwriteIfPossible) {
        if (path.getParent().getName().equals("offsets") && path.getName().equals(held())) {
            System.out.println(HELD + path.getName());
            while (path.getName().equals(held())) {
                LockSupport.parkNanos(1_000_000);
            }
        }
        return super.createAtomic(path, overwriteIfPossible);
    }

    private static String held() {
        try {
            return Files.readString(java.nio.file.Path.of(System.getProperty(PROPERTY, "")));
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
