package io.millrace.runtime;

import io.millrace.api.Event;
import io.millrace.api.Field;
import io.millrace.api.LiveLogConnector;
import io.millrace.api.Options;
import io.millrace.api.Tail;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A tail of one partition with the resilience of {@link ResilientReader}. Used by one thread, on an executor. */
public final class ResilientTail implements AutoCloseable {
    private final Reopener<Tail> tails;

    /** Opens the partition at a position. */
    public ResilientTail(
            LiveLogConnector connector,
            String partition,
            String start,
            Set<Field> fields,
            Options options,
            ReadMetrics metrics) {
        this.tails = new Reopener<>(
                partition,
                start,
                at -> connector.tail(partition, at, fields, options),
                Tail::position,
                options,
                metrics);
    }

    /** The next event, or null if none came within the timeout. */
    public @Nullable Event poll(Duration timeout) {
        try {
            return tails.current().poll(timeout);
        } catch (IOException | RuntimeException e) {
            return tails.recover(e, tail -> tail.poll(timeout));
        }
    }

    /** Whether the partition is finished. */
    public boolean ended() {
        return tails.current().ended();
    }

    /** The next position to read. */
    public String position() {
        return tails.position();
    }

    @Override
    public void close() throws IOException {
        tails.current().close();
    }
}
