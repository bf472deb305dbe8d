package io.millrace.testkit.server;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How one server is started, the first time and again: the command is asked for each time. No directory means a temporary one, no question that it is ready as soon as it was started. */
record Launch(
        String name,
        Supplier<List<String>> command,
        Map<String, String> environment,
        @Nullable Path directory,
        Prepare prepare,
        @Nullable Ready ready,
        Duration deadline) {
    Launch {
        environment = Map.copyOf(environment);
    }

    /** Fills the server's directory before its first start, with configuration say. */
    @FunctionalInterface
    interface Prepare {
        void fill(Path directory) throws IOException;
    }
}
