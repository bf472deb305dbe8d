package io.millrace.api;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A push source that is taking in events. Safe for many threads. */
public interface Intake extends AutoCloseable {
    /** Where senders reach it, such as {@code avro://10.0.0.7:4141}, for users to see; empty if it calls out itself. */
    default List<String> addresses() {
        return List.of();
    }

    /**
     * What it has not taken since it was started, for users to see: how many batches, requests or connections, by the reason in
     * the source's own words, such as {@code batchBytes}. Reasons may be left out as long as they have not occurred, and a count
     * never goes down; empty if the source refuses nobody.
     */
    default Map<String, Long> refused() {
        return Map.of();
    }

    /** What else users should see of it, by name, such as the length of what it missed; empty if there is nothing. */
    default Map<String, String> figures() {
        return Map.of();
    }

    /**
     * Why it takes in nothing any more although nobody closed it; empty as long as it goes on. Asked every few seconds: the
     * framework then closes it, and starts another one after a while.
     */
    default Optional<ConnectorException> ended() {
        return Optional.empty();
    }

    /** Stops new puts, waits for running ones and lets go of ports. May be called twice. */
    @Override
    void close() throws IOException;
}
