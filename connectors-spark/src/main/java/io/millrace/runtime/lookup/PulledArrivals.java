package io.millrace.runtime.lookup;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Arrivals of a bounded task: rows are taken ahead on the task's own thread, many at a time, so that requests are full. */
final class PulledArrivals<T, V> implements Arrivals<T, V> {
    private final Iterator<T> rows;
    private final Function<T, Pending<T, V>> ask;
    private final int ahead;
    private final ArrayDeque<Pending<T, V>> window = new ArrayDeque<>();

    PulledArrivals(Iterator<T> rows, Function<T, Pending<T, V>> ask, int ahead) {
        this.rows = rows;
        this.ask = ask;
        this.ahead = ahead;
    }

    @Override
    public @Nullable Pending<T, V> next() {
        if (window.size() <= ahead / 2) {
            while (window.size() < ahead && rows.hasNext()) {
                window.add(ask.apply(rows.next()));
            }
        }
        return window.poll();
    }

    @Override
    public void close() {}
}
