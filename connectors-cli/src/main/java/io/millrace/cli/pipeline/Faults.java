package io.millrace.cli.pipeline;

import io.millrace.api.ConnectorException;
import io.millrace.cli.file.Fault;
import io.millrace.cli.file.Settings;
import io.millrace.cli.file.Spot;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.AnalysisException;
import org.jspecify.annotations.Nullable;

/** The faults found so far. Used by one thread at a time. */
final class Faults {
    private static final Pattern QUOTED = Pattern.compile("'([^']+)'");
    private static final Pattern CONDITION = Pattern.compile("^\\s*\\[[A-Z0-9_.]+] ");
    private static final Pattern BEHIND = Pattern.compile("(?s)\\s*(SQLSTATE: |; line \\d|== SQL|\\n).*");

    private final Set<Fault> found = new LinkedHashSet<>();

    void add(Spot spot, String message) {
        found.add(new Fault(spot, message));
    }

    void addAll(List<Fault> faults) {
        found.addAll(faults);
    }

    /** A failure of something that was given options: told at the first option that the failure names. */
    void add(Spot otherwise, Settings options, Throwable failure) {
        String message = message(failure);
        Matcher names = QUOTED.matcher(message);
        Spot spot = otherwise;
        while (spot.equals(otherwise) && names.find()) {
            spot = options.spot(names.group(1), otherwise);
        }
        add(spot, message);
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    /** All of them, from the top of the file to its end. */
    List<Fault> sorted() {
        List<Fault> all = new ArrayList<>(found);
        all.sort(Fault.ORDER);
        return all;
    }

    /** What a user should read of a failure: the connector's own words, or Spark's without its decoration. */
    static String message(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof ConnectorException) {
                return text(at);
            }
        }
        if (failure instanceof AnalysisException) {
            String text = CONDITION.matcher(text(failure).strip()).replaceFirst("");
            return BEHIND.matcher(text).replaceFirst("");
        }
        return failure.getClass().getSimpleName() + ": " + text(failure);
    }

    private static String text(Throwable failure) {
        @Nullable String message = failure.getMessage();
        return message == null ? failure.toString() : message;
    }
}
