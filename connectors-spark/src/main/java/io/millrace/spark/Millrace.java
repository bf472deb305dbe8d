package io.millrace.spark;

import io.millrace.api.Options;
import io.millrace.runtime.DStreamOptions;
import io.millrace.spark.dstream.BatchWrite;
import io.millrace.spark.dstream.DirectStream;
import io.millrace.spark.dstream.EventRows;
import io.millrace.spark.dstream.ReceiverHealth;
import io.millrace.spark.dstream.ReceivingStream;
import io.millrace.spark.dstream.StreamEvent;
import io.millrace.spark.lookup.StoreLookup;
import io.millrace.spark.parse.Parsing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaInputDStream;
import org.apache.spark.streaming.api.java.JavaReceiverInputDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * The door to the DStream faces of every connector, and to enrichment. Structured Streaming and batch have {@code format("millrace")} instead.
 *
 * <pre>{@code
 * JavaInputDStream<StreamEvent> orders = Millrace.stream(context, "kafka",
 *     Map.of("kafka.bootstrap.servers", "broker:9092", "subscribe", "orders"));
 * Millrace.write(orders, batch -> Millrace.rows(batch).select("key", "value"), "kafka",
 *     Map.of("kafka.bootstrap.servers", "broker:9092", "topic", "copies"));
 * }</pre>
 *
 * <p>From Scala: {@code Millrace.stream(new JavaStreamingContext(ssc), …).dstream}.
 */
@SuppressWarnings("deprecation") // Spark calls all of DStreams deprecated; they are what this is about
public final class Millrace {
    private static final ClassTag<StreamEvent> EVENT = ClassTag$.MODULE$.apply(StreamEvent.class);

    private Millrace() {}

    /**
     * A log as a direct stream: each batch reads exact ranges, and after a crash a context that comes from {@code
     * getOrCreate} reads the same ones again. {@link io.millrace.spark.dstream.HasOffsets} tells them.
     *
     * @param options those of the connector and of every log, {@code maxRate} and {@code maxRatePerPartition}
     */
    public static JavaInputDStream<StreamEvent> stream(
            JavaStreamingContext context, String connector, Map<String, String> options) {
        return new JavaInputDStream<>(new DirectStream(context.ssc(), connector, options), EVENT);
    }

    /**
     * A push source, or a log that can be followed, as a stream that receivers fill. A sender is told "received" once its
     * events are in Spark's write-ahead log.
     *
     * @param options those of the connector, {@code receivers}, {@code maxRate} and {@code durability}
     */
    public static JavaDStream<StreamEvent> receive(
            JavaStreamingContext context, String connector, Map<String, String> options) {
        Options read = ReceivingStream.check(connector, options);
        int receivers = read.value(DStreamOptions.RECEIVERS).intValue();
        List<JavaDStream<StreamEvent>> streams = new ArrayList<>();
        ReceivingStream first = null;
        for (int i = 0; i < receivers; i++) {
            ReceivingStream one = new ReceivingStream(context.ssc(), connector, options, i, receivers, first);
            first = first == null ? one : first;
            streams.add(new JavaReceiverInputDStream<>(one, EVENT));
        }
        JavaDStream<StreamEvent> all = streams.get(0);
        for (JavaDStream<StreamEvent> other : streams.subList(1, receivers)) {
            all = all.union(other);
        }
        return all;
    }

    /**
     * Writes each batch of a stream to an output, by the same protocol as a streaming query: the epoch is the batch's time
     * in milliseconds, so that a batch run again after a crash is recognised.
     *
     * @param rows makes the rows to write of a batch, on the driver; kept in the checkpoint
     * @param options those of the connector and of every output, {@code queryName}, and {@code
     *     partitionBy} for files
     */
    public static <T> void write(
            JavaDStream<T> stream,
            Function<JavaRDD<T>, Dataset<Row>> rows,
            String connector,
            Map<String, String> options) {
        stream.foreachRDD(new BatchWrite<>(connector, options, rows));
    }

    /** Hands events on to an output: their keys, values and headers, under columns of these names. */
    public static void write(JavaDStream<StreamEvent> events, String connector, Map<String, String> options) {
        write(events, batch -> rows(batch).select("key", "value", "headers"), connector, options);
    }

    /** Events under the columns that every event source has: stream, partition, position, timestamp, key, value and headers. */
    public static Dataset<Row> rows(JavaRDD<StreamEvent> events) {
        return EventRows.of(events);
    }

    /**
     * A store in which streams and batches look rows up by key, such as {@code Millrace.lookup(spark, "mongodb",
     * options).join(posts, "author_id")}.
     *
     * @param options those of the connector and of every look-up
     */
    public static StoreLookup lookup(SparkSession spark, String connector, Map<String, String> options) {
        return StoreLookup.of(spark, connector, options);
    }

    /**
     * Rows whose bytes are parsed: the column {@code value}, or another one, gives way to columns of what it holds.
     *
     * @param format json, csv, avro (which needs Spark's module spark-avro), protobuf or text
     * @param options {@code schema}, a schema registry, and what becomes of bytes that cannot be parsed
     */
    public static Dataset<Row> parse(Dataset<Row> rows, String format, Map<String, String> options) {
        return Parsing.of(rows, format, options);
    }

    /** How the receivers of a context are, as each told last; told every two seconds and with each change. */
    public static List<ReceiverHealth> health(JavaStreamingContext context) {
        StreamingContext streams = context.ssc();
        return ReceiverHealth.of(streams);
    }
}
