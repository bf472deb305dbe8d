package io.millrace.files;

import java.time.Instant;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.hdfs.protocol.HdfsFileStatus;

/**
 * A file that a batch took, as it was then.
 *
 * @param path with scheme and host
 * @param size bytes
 * @param time when it was last written, in milliseconds since 1970
 * @param id HDFS' own, which a file keeps when it is renamed; -1 elsewhere
 */
record TakenFile(String path, long size, long time, long id) {
    private static final long NONE = -1;

    static TakenFile of(FileStatus file) {
        return new TakenFile(
                file.getPath().toString(),
                file.getLen(),
                file.getModificationTime(),
                file instanceof HdfsFileStatus known ? known.getFileId() : NONE);
    }

    boolean hasId() {
        return id != NONE;
    }

    /** Whether it holds what it held then. */
    boolean isSame(TakenFile now) {
        return size == now.size && isSameTime(time, now.time) && id == now.id;
    }

    /** Whether two times are of one writing: S3 tells parts of a second in a listing, and none of a single object. */
    static boolean isSameTime(long one, long other) {
        boolean coarse = one % 1000 == 0 || other % 1000 == 0;
        return coarse ? one / 1000 == other / 1000 : one == other;
    }

    /** How it was, for an error. */
    String state() {
        return size + " bytes of " + Instant.ofEpochMilli(time);
    }
}
