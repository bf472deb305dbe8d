package io.millrace.spark.lookup;

import io.millrace.runtime.lookup.Joined;
import io.millrace.runtime.lookup.Source;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Spliterators;
import java.util.WeakHashMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.Optional;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/** Joins the elements of each batch of a DStream. Spark keeps it in its checkpoint. */
final class StreamJoin<T> implements Function<JavaRDD<T>, JavaPairRDD<T, Optional<Row>>> {
    private static final long serialVersionUID = 1;

    /** Accumulators belong to a context and cannot be kept in a checkpoint. */
    private static final Map<SparkContext, Map<JoinPlan, Counters>> COUNTERS = new WeakHashMap<>();

    private final JoinPlan plan;
    private final Function<T, List<@Nullable Object>> key;

    StreamJoin(JoinPlan plan, Function<T, List<@Nullable Object>> key) {
        this.plan = plan;
        this.key = key;
    }

    @Override
    public JavaPairRDD<T, Optional<Row>> call(JavaRDD<T> batch) {
        Counters counters = counters(batch.context(), plan);
        JoinPlan joining = plan;
        Function<T, List<@Nullable Object>> of = key;
        return batch.mapPartitionsToPair(rows -> pairs(
                joining.begin(new Source.Bounded<>(rows), row -> values(of, row), counters, new ElementWriting<>())));
    }

    static Counters counters(SparkContext context, JoinPlan plan) {
        synchronized (COUNTERS) {
            return COUNTERS.computeIfAbsent(context, none -> new HashMap<>())
                    .computeIfAbsent(
                            plan, none -> new Counters(context, plan.job().connector()));
        }
    }

    private static <T> Iterator<Tuple2<T, Optional<Row>>> pairs(JoinedRows<T, Row> joined) {
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(joined, 0), false)
                .flatMap(StreamJoin::pairs)
                .iterator();
    }

    private static <T> Stream<Tuple2<T, Optional<Row>>> pairs(Joined<T, Row> joined) {
        return joined.found().isEmpty()
                ? Stream.of(new Tuple2<>(joined.row(), Optional.empty()))
                : joined.found().stream().map(found -> new Tuple2<>(joined.row(), Optional.of(found)));
    }

    private static <T> List<@Nullable Object> values(Function<T, List<@Nullable Object>> key, T row) {
        try {
            return key.call(row);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("The function that makes keys failed", e);
        }
    }
}
