package io.millrace.examples;

import io.millrace.spark.Millrace;
import io.millrace.spark.dstream.StreamEvent;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.Optional;
import org.apache.spark.api.java.function.Function3;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.State;
import org.apache.spark.streaming.StateSpec;
import org.apache.spark.streaming.api.java.JavaDStream;
import scala.Tuple2;

/**
 * How often each hashtag was used in each window so far, as DStreams count: a state to which each batch adds, and which Spark
 * keeps in its checkpoint. A count comes out with each batch in which it has grown.
 */
@SuppressWarnings("deprecation") // Spark calls all of DStreams deprecated; they are what this is about
final class HashtagCounts {
    /** How long nothing must come for a post or a window to be forgotten. */
    private static final org.apache.spark.streaming.Duration KEPT = Durations.minutes(10);

    private static final StructType COUNT = StructType.fromDDL("start TIMESTAMP, tag STRING, uses BIGINT");

    private HashtagCounts() {}

    /** The counts of the posts that events hold, each post counted once. */
    static JavaDStream<Row> of(JavaDStream<StreamEvent> events, Source.Delivery delivery) {
        JavaDStream<Row> posts = events.transform(batch -> Analysis.posts(Millrace.rows(batch))
                .selectExpr("id", Analysis.WINDOW + ".start AS start", Analysis.TAGS + " AS tags")
                .javaRDD());
        JavaDStream<Row> once = switch (delivery) {
            case ONCE -> posts;
            case AT_LEAST_ONCE -> withoutRepeats(posts);
        };
        Function3<Use, Optional<Long>, State<Long>, List<Row>> add = HashtagCounts::add;
        return once.flatMapToPair(HashtagCounts::uses)
                .reduceByKey(Long::sum)
                .mapWithState(StateSpec.function(add).timeout(KEPT))
                .flatMap(List::iterator);
    }

    /** Counts as a dataset. */
    static Dataset<Row> rows(JavaRDD<Row> counts) {
        return SparkSession.builder().getOrCreate().createDataFrame(counts, COUNT);
    }

    private static JavaDStream<Row> withoutRepeats(JavaDStream<Row> posts) {
        Function3<String, Optional<Row>, State<Boolean>, List<Row>> first = HashtagCounts::first;
        return posts.mapToPair(post -> new Tuple2<>(post.getString(0), post))
                .mapWithState(StateSpec.function(first).timeout(KEPT))
                .flatMap(List::iterator);
    }

    private static List<Row> first(String id, Optional<Row> post, State<Boolean> seen) {
        if (seen.isTimingOut() || seen.exists()) {
            return List.of();
        }
        seen.update(true);
        return List.of(post.get());
    }

    private static Iterator<Tuple2<Use, Long>> uses(Row post) {
        Instant start = post.getTimestamp(1).toInstant();
        return post.<String>getList(2).stream()
                .map(tag -> new Tuple2<>(new Use(start, tag), 1L))
                .iterator();
    }

    private static List<Row> add(Use use, Optional<Long> more, State<Long> uses) {
        if (uses.isTimingOut()) {
            return List.of();
        }
        long sum = more.get() + (uses.exists() ? uses.get() : 0);
        uses.update(sum);
        return List.of(RowFactory.create(Timestamp.from(use.window()), use.tag(), sum));
    }
}
