package io.millrace.files;

import io.millrace.api.ConnectorException;
import io.millrace.api.ConnectorException.Kind;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks, when files were read, whether they are those that the driver planned. On executors; one thread. */
final class FileCheck {
    private static final Logger LOG = LoggerFactory.getLogger(FileCheck.class);
    private static final String ADVICE =
            ". Write a file under a hidden name (_name, .name) and rename it when it is whole,"
                    + " leave it until its batch is committed, or set onDataLoss=warn to go on without what is missing";

    private final PartitionedFile[] planned;
    private final Configuration hadoop;
    private final boolean lossIsFatal;

    FileCheck(PartitionedFile[] planned, Configuration hadoop, boolean lossIsFatal) {
        this.planned = planned;
        this.hadoop = hadoop;
        this.lossIsFatal = lossIsFatal;
    }

    /** Tells when a file is no longer what was planned: some of its rows may not have been read, or others in their place. */
    void unchanged() throws IOException {
        Map<Path, PartitionedFile> files = new LinkedHashMap<>();
        for (PartitionedFile file : planned) {
            files.put(file.toPath(), file);
        }
        for (Map.Entry<Path, PartitionedFile> one : files.entrySet()) {
            FileStatus now;
            try {
                now = one.getKey().getFileSystem(hadoop).getFileStatus(one.getKey());
            } catch (FileNotFoundException e) {
                gone(one.getKey());
                continue;
            }
            PartitionedFile then = one.getValue();
            if (now.getLen() != then.fileSize()
                    || !TakenFile.isSameTime(now.getModificationTime(), then.modificationTime())) {
                tell("The file " + one.getKey() + " changed while it was read: " + then.fileSize()
                        + " bytes were planned, and" + " it has " + now.getLen() + " now");
            }
        }
    }

    /** The failure of a reader, in clear words if a file is gone. */
    RuntimeException explained(Exception failure) throws IOException {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof FileNotFoundException) {
                return new ConnectorException(
                        Kind.DATA_LOSS,
                        "A file of this batch is gone, one of " + shown() + ": " + cause.getMessage() + ADVICE,
                        failure);
            }
        }
        if (failure instanceof IOException io) {
            throw io;
        }
        if (failure instanceof RuntimeException unchecked) {
            return unchecked;
        }
        throw new IOException(failure.getMessage(), failure);
    }

    /** With onDataLoss=fail its reader would have failed, so it was read before it went. */
    private void gone(Path path) {
        if (lossIsFatal) {
            LOG.info("{} is gone since it was read", path);
        } else {
            LOG.warn("{} is gone; it was read in part, or not at all", path);
        }
    }

    private void tell(String what) {
        if (lossIsFatal) {
            throw new ConnectorException(Kind.DATA_LOSS, what + ADVICE, null);
        }
        LOG.warn("{}", what);
    }

    private String shown() {
        String first = Arrays.stream(planned)
                .limit(5)
                .map(file -> file.toPath().toString())
                .distinct()
                .collect(Collectors.joining(", "));
        return planned.length > 5 ? first + " and " + (planned.length - 5) + " more" : first;
    }
}
