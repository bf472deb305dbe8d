package io.millrace.spark.lookup;

import io.millrace.runtime.lookup.Joined;
import io.millrace.runtime.lookup.Joiner;
import io.millrace.spark.sql.TaskLetters;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.TaskKilledException;
import org.jspecify.annotations.Nullable;

/** The rows of one task that stay, each with what was found for it. Before it ends, all dead letters are durable. */
final class JoinedRows<T, V> implements Iterator<Joined<T, V>> {
    private final Joiner<T, V> joiner;
    private final @Nullable TaskLetters letters;
    private @Nullable Joined<T, V> next;
    private boolean ended;

    JoinedRows(Joiner<T, V> joiner, @Nullable TaskLetters letters) {
        this.joiner = joiner;
        this.letters = letters;
    }

    @Override
    public boolean hasNext() {
        if (next == null && !ended) {
            next = take();
            ended = next == null;
            if (ended && letters != null) {
                letters.complete();
            }
        }
        return next != null;
    }

    @Override
    public Joined<T, V> next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException();
        }
        Joined<T, V> row = next;
        next = null;
        return row;
    }

    private @Nullable Joined<T, V> take() {
        try {
            return joiner.next();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TaskKilledException("interrupted while it waited for a look-up");
        }
    }
}
