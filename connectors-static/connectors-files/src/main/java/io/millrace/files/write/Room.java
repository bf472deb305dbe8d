package io.millrace.files.write;

import io.millrace.api.ConnectorException;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;

/** Says it plainly when there is no room left, which file systems say in words of their own, deep in what a task failed by. */
final class Room {
    private static final Pattern NO_ROOM = Pattern.compile(
            "quota .{0,1000} is exceeded|could only be written to 0 of the|no space left on device|not enough space"
                    + "|quotaexceeded");

    private Room() {}

    static <T> T explain(Path root, Supplier<T> write) {
        try {
            return write.get();
        } catch (Exception e) {
            // Spark throws checked exceptions that its methods do not declare.
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
                if (NO_ROOM.matcher(message).find()) {
                    throw ConnectorException.settings(
                            "There is no room left for " + root
                                    + ": its disks are full, or its quota is used up. Nothing of"
                                    + " this epoch is visible; make room and start the query again",
                            e);
                }
            }
            throw e;
        }
    }
}
