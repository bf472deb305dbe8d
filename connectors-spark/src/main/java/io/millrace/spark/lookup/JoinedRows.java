package io.millrace.spark.lookup;

import io.millrace.runtime.lookup.Joined;
import io.millrace.runtime.lookup.Joiner;
import io.millrace.spark.sql.TaskLetters;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.TaskKilledException;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** The rows of one task that stay, each with what was found for it. Before it ends, all dead letters are durable. */
final class JoinedRows<T> implements Iterator<Joined<T, Row>> {
    private final Joiner<T, Row> joiner;
    private final @Nullable TaskLetters letters;
    private @Nullable Joined<T, Row> next;
    private boolean ended;

    JoinedRows(Joiner<T, Row> joiner, @Nullable TaskLetters letters) {
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
    public Joined<T, Row> next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException();
        }
        Joined<T, Row> row = next;
        next = null;
        return row;
    }

    private @Nullable Joined<T, Row> take() {
        try {
            return joiner.next();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TaskKilledException("interrupted while it waited for a look-up");
        }
    }
}
