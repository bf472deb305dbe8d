package io.millrace.cli.pipeline;

import io.millrace.api.ConnectorException;
import io.millrace.api.ConnectorException.Kind;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.spark.sql.AnalysisException;
import org.jspecify.annotations.Nullable;

/** What a user should read of a failure. */
public final class Reason {
    private static final Pattern CONDITION = Pattern.compile("^\\s*\\[[A-Z0-9_.]+] ");
    private static final Pattern BEHIND = Pattern.compile("(?s)[\\s.]*(SQLSTATE: |; line \\d|== SQL|\\n).*");

    /** What to do about what Spark only complains of. */
    private static final Map<String, String> REMEDIES = Map.of(
            "CANNOT_UP_CAST_DATATYPE", "; vector_to_array takes a vector that a model adds, and nothing else",
            "PARSE_SYNTAX_ERROR", "; a step is one query of Spark SQL: SELECT … FROM an input or an earlier step",
            "UNSUPPORTED_DATATYPE",
                    "; write Spark's DDL, such as id BIGINT, name STRING, price DECIMAL(10, 2), at TIMESTAMP");

    private Reason() {}

    /** The connector's own words, or Spark's without their decoration; empty if it is no mistake of a user's. */
    public static Optional<String> ofUsers(Throwable failure) {
        Optional<ConnectorException> ours = ours(failure);
        if (ours.isPresent()) {
            return Optional.of(text(ours.get()));
        }
        if (failure instanceof AnalysisException wrong) {
            String text = CONDITION.matcher(text(failure).strip()).replaceFirst("");
            String condition = wrong.getCondition() == null ? "" : wrong.getCondition();
            return Optional.of(BEHIND.matcher(text).replaceFirst("") + REMEDIES.getOrDefault(condition, ""));
        }
        return Optional.empty();
    }

    /** The same, or whatever there is to say. */
    static String of(Throwable failure) {
        return ofUsers(failure).orElseGet(() -> failure.getClass().getSimpleName() + ": " + text(failure));
    }

    /** Whether a system gave no answer, so that no single option can be said to be wrong. */
    static boolean isSilence(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at.getClass().getSimpleName().contains("Timeout")) {
                return true;
            }
        }
        return ours(failure).map(ours -> ours.kind() == Kind.TRANSIENT).orElse(failure instanceof IOException);
    }

    private static Optional<ConnectorException> ours(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof ConnectorException ours) {
                return Optional.of(ours);
            }
        }
        return Optional.empty();
    }

    private static String text(Throwable failure) {
        @Nullable String message = failure.getMessage();
        return message == null ? failure.toString() : message;
    }
}
