package io.millrace.runtime.deadletter;

import io.millrace.api.OutputConnector;
import io.millrace.runtime.Connectors;
import io.millrace.runtime.Services;
import java.util.Optional;

/**
 * An output for dead letters alone, of a system whose other rows Spark writes by itself, and by the same name. Listed in {@code
 * META-INF/services/io.millrace.runtime.deadletter.LetterOutput}.
 */
public interface LetterOutput extends OutputConnector {
    /** The output that takes letters by this name, of this kind or any other, if there is one. */
    static Optional<OutputConnector> find(String name) {
        Optional<OutputConnector> any = Connectors.findOutput(name);
        return any.isPresent() ? any : Optional.ofNullable(Found.ALL.find(name));
    }

    /** The output that takes letters by this name; fails as {@link Connectors#output} does if there is none. */
    static OutputConnector named(String name) {
        return find(name).orElseGet(() -> Connectors.output(name));
    }

    /** Those on the classpath. */
    final class Found {
        private static final Services<LetterOutput> ALL = new Services<>(LetterOutput.class, LetterOutput::name);

        private Found() {}
    }
}
