package io.millrace.files;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.protocol.AlreadyBeingCreatedException;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.apache.hadoop.ipc.RemoteException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes files of HDFS for writers that died. HDFS gives the lease of a file to whoever asks to append to it, once it has not
 * heard of the writer for a minute (its soft limit), and then closes the file with what the writer had flushed; of a writer that
 * is alive it says so, and nothing happens. Used by one thread.
 */
final class OpenFiles {
    private static final Logger LOG = LoggerFactory.getLogger(OpenFiles.class);
    private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(HdfsConstants.LEASE_SOFTLIMIT_PERIOD);

    /** When each was asked for last. */
    private final Map<Path, Long> asked = new HashMap<>();

    /** Asks for those of which nobody has asked for a minute. */
    void recover(DistributedFileSystem files, Set<Path> open) {
        asked.keySet().retainAll(open);
        long now = System.nanoTime();
        for (Path file : open) {
            Long last = asked.get(file);
            if (last == null || now - last >= AGAIN_NANOS) {
                asked.put(file, now);
                recover(files, file);
            }
        }
    }

    private static void recover(DistributedFileSystem files, Path file) {
        try {
            files.append(file).close();
            LOG.info("The writer of {} died; the file is closed now", file);
        } catch (IOException e) {
            IOException why = e instanceof RemoteException remote ? remote.unwrapRemoteException() : e;
            if (why instanceof AlreadyBeingCreatedException) {
                LOG.debug("{} is still written", file);
            } else {
                LOG.warn("{} is open and its writer away; it is not closed yet: {}", file, why.getMessage());
            }
        }
    }
}
