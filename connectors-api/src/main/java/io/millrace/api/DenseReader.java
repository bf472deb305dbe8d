package io.millrace.api;

import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** A reader of a dense log whose events can be asked for by number. */
final class DenseReader implements RangeReader {
    private final LongFunction<Event> events;
    private final long end;
    private long next;

    DenseReader(Range range, LongFunction<Event> events) {
        this.events = events;
        this.next = DenseOffsets.number(range.start());
        this.end = DenseOffsets.number(range.end());
    }

    @Override
    public @Nullable Event next() {
        return next < end ? events.apply(next++) : null;
    }

    @Override
    public String position() {
        return Long.toString(next);
    }

    @Override
    public void close() {}
}
