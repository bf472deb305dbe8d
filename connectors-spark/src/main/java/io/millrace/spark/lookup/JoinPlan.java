package io.millrace.spark.lookup;

import io.millrace.runtime.deadletter.DeadLetterJob;
import io.millrace.runtime.deadletter.Letter;
import io.millrace.runtime.lookup.Joiner;
import io.millrace.runtime.lookup.LookupJob;
import io.millrace.runtime.lookup.Lookups;
import io.millrace.runtime.lookup.Source;
import io.millrace.spark.sql.ExternalRows;
import io.millrace.spark.sql.InternalRows;
import io.millrace.spark.sql.TaskLetters;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * What a task needs to join its rows.
 *
 * @param job what to look up
 * @param keys makes keys
 * @param added the columns that are looked up, by their names in the store
 * @param letters where rows go that cannot be joined; null if nowhere
 */
record JoinPlan(
        LookupJob job,
        KeyMaker keys,
        StructType added,
        @Nullable DeadLetterJob letters) implements Serializable {
    private static final Duration KEPT = Duration.ofMinutes(10);
    private static final Lookups<Row> ROWS = new Lookups<>(KEPT);
    private static final Lookups<InternalRow> HELD = new Lookups<>(KEPT);

    /** How rows of some kind are told in a letter. */
    interface Writing<T> {
        /** What tells a row from others, or null. */
        @Nullable
        String identity(T row);

        /** A row as a JSON object. */
        String json(T row);
    }

    /**
     * Begins to join the rows of the task that runs on this thread with rows as users know them.
     *
     * @param values the values of a row's key
     */
    <T> JoinedRows<T, Row> begin(
            Source<T> source, Function<T, List<@Nullable Object>> values, Counters counters, Writing<T> writing) {
        return begin(ROWS, new ExternalRows(added), source, values, counters, writing);
    }

    /** As {@link #begin}, with rows as Spark holds them. */
    <T> JoinedRows<T, InternalRow> beginHeld(
            Source<T> source, Function<T, List<@Nullable Object>> values, Counters counters, Writing<T> writing) {
        return begin(HELD, new InternalRows(added), source, values, counters, writing);
    }

    private <T, V> JoinedRows<T, V> begin(
            Lookups<V> lookups,
            Function<io.millrace.api.Row, V> keep,
            Source<T> source,
            Function<T, List<@Nullable Object>> values,
            Counters counters,
            Writing<T> writing) {
        TaskContext task = TaskContext.get();
        DeadLetterJob to = letters;
        TaskLetters sent = to == null ? null : new TaskLetters(to, "look-up in " + job.connector());
        Joiner<T, V> joiner =
                new Joiner<>(job, lookups, keep, row -> keys.of(values.apply(row)), source, counters, (row, why) -> {
                    if (sent != null) {
                        sent.send(writing.identity(row), writing.json(row), Letter.reason(why));
                        counters.deadLetter();
                    }
                });
        task.addTaskCompletionListener(ended -> {
            joiner.close();
            close(sent);
        });
        return new JoinedRows<>(joiner, sent);
    }

    private static void close(@Nullable TaskLetters sent) {
        if (sent != null) {
            try {
                sent.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
