package io.millrace.spark.lookup;

import io.millrace.runtime.lookup.Joined;
import io.millrace.runtime.lookup.Source;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskContext$;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/** Joins the rows of a partition of a Dataset. */
final class DatasetJoin implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1;

    private final JoinPlan plan;
    private final int[] keyPlaces;
    private final boolean streaming;
    private final Counters counters;

    DatasetJoin(JoinPlan plan, int[] keyPlaces, boolean streaming, Counters counters) {
        this.plan = plan;
        this.keyPlaces = keyPlaces;
        this.streaming = streaming;
        this.counters = counters;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        TaskContext task = TaskContext.get();
        // Spark does not tell an operator whether its query runs in real-time mode, where the next row may be minutes
        // away.
        Source<Row> source = streaming
                ? new Source.Trickling<>(rows, () -> TaskContext$.MODULE$.setTaskContext(task))
                : new Source.Bounded<>(rows);
        return new Flat(plan.begin(source, this::key, counters, new RowWriting(plan)));
    }

    private List<@Nullable Object> key(Row row) {
        List<@Nullable Object> values = new ArrayList<>(keyPlaces.length);
        for (int place : keyPlaces) {
            values.add(row.get(place));
        }
        return values;
    }

    /** A row for each row that was found, or one with nulls. */
    private final class Flat implements Iterator<Row> {
        private final JoinedRows<Row> joined;
        private final ArrayDeque<Row> ready = new ArrayDeque<>();

        Flat(JoinedRows<Row> joined) {
            this.joined = joined;
        }

        @Override
        public boolean hasNext() {
            return !ready.isEmpty() || joined.hasNext();
        }

        @Override
        public Row next() {
            if (ready.isEmpty()) {
                Joined<Row, Row> next = joined.next();
                if (next.found().isEmpty()) {
                    ready.add(row(next.row(), null));
                }
                next.found().forEach(found -> ready.add(row(next.row(), found)));
            }
            return ready.remove();
        }

        private Row row(Row left, @Nullable Row found) {
            int size = left.size();
            @Nullable Object[] values = new @Nullable Object[size + plan.added().size()];
            for (int i = 0; i < size; i++) {
                values[i] = left.get(i);
            }
            if (found != null) {
                for (int i = 0; i < found.size(); i++) {
                    values[size + i] = found.get(i);
                }
            }
            return RowFactory.create(values);
        }
    }
}
