package io.millrace.spark.lookup;

import io.millrace.runtime.lookup.Joined;
import io.millrace.runtime.lookup.Source;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskContext$;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.Function1;

/** Joins the rows of a partition of a Dataset. */
final class DatasetJoin implements MapPartitionsFunction<HeldRow, HeldRow> {
    private static final long serialVersionUID = 1;

    private final JoinPlan plan;
    private final StructType rows;
    private final int[] keyPlaces;
    private final boolean streaming;
    private final Counters counters;

    DatasetJoin(JoinPlan plan, StructType rows, int[] keyPlaces, boolean streaming, Counters counters) {
        this.plan = plan;
        this.rows = rows;
        this.keyPlaces = keyPlaces;
        this.streaming = streaming;
        this.counters = counters;
    }

    @Override
    public Iterator<HeldRow> call(Iterator<HeldRow> left) {
        TaskContext task = TaskContext.get();
        // Spark does not tell an operator whether its query runs in real-time mode, where the next row may be minutes
        // away.
        Source<HeldRow> source = streaming
                ? new Source.Trickling<>(left, () -> TaskContext$.MODULE$.setTaskContext(task))
                : new Source.Bounded<>(left);
        return new Flat(
                plan.beginHeld(source, keys(), counters, new RowWriting(plan, rows)),
                new GenericInternalRow(plan.added().size()));
    }

    private Function<HeldRow, List<@Nullable Object>> keys() {
        DataType[] types = new DataType[keyPlaces.length];
        List<Function1<Object, Object>> convert = new ArrayList<>();
        for (int i = 0; i < types.length; i++) {
            types[i] = rows.fields()[keyPlaces[i]].dataType();
            convert.add(CatalystTypeConverters.createToScalaConverter(types[i]));
        }
        return held -> {
            List<@Nullable Object> values = new ArrayList<>(types.length);
            for (int i = 0; i < types.length; i++) {
                values.add(convert.get(i).apply(held.row().get(keyPlaces[i], types[i])));
            }
            return values;
        };
    }

    /** A row for each row that was found, or one with nulls. */
    private static final class Flat implements Iterator<HeldRow> {
        private final JoinedRows<HeldRow, InternalRow> joined;
        private final InternalRow nulls;
        private final ArrayDeque<HeldRow> ready = new ArrayDeque<>();

        Flat(JoinedRows<HeldRow, InternalRow> joined, InternalRow nulls) {
            this.joined = joined;
            this.nulls = nulls;
        }

        @Override
        public boolean hasNext() {
            return !ready.isEmpty() || joined.hasNext();
        }

        @Override
        public HeldRow next() {
            if (ready.isEmpty()) {
                Joined<HeldRow, InternalRow> next = joined.next();
                List<InternalRow> found = next.found();
                if (found.size() <= 1) {
                    return row(next.row(), found.isEmpty() ? nulls : found.get(0));
                }
                found.forEach(one -> ready.add(row(next.row(), one)));
            }
            return ready.remove();
        }

        private static HeldRow row(HeldRow left, InternalRow found) {
            return new HeldRow(new JoinedRow(left.row(), found));
        }
    }
}
