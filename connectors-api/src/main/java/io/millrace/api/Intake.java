package io.millrace.api;

import java.io.IOException;
import java.util.List;

/** A push source that is taking in events. Safe for many threads. */
public interface Intake extends AutoCloseable {
    /** Where senders reach it, such as {@code avro://10.0.0.7:4141}, for users to see; empty if it calls out itself. */
    default List<String> addresses() {
        return List.of();
    }

    /** Stops new puts, waits for running ones and lets go of ports. May be called twice. */
    @Override
    void close() throws IOException;
}
