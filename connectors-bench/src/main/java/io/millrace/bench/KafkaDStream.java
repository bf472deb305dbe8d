package io.millrace.bench;

import io.millrace.spark.Millrace;
import io.millrace.spark.dstream.StreamEvent;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;

/**
 * Kafka by DStreams of ours: a direct stream against a streaming query of ours and the bare consumer, and a receiver with
 * Spark's write-ahead log against the bare consumer. Each side starts, reads the whole topic and ends; what a stream takes to
 * start is a part of it.
 */
@SuppressWarnings("deprecation") // Spark calls all of DStreams deprecated; they are what this is about
final class KafkaDStream implements Benchmark {
    private static final int PARTITIONS = 4;
    private static final long INTERVAL_MILLIS = 250;
    private static final long PATIENCE_MILLIS = TimeUnit.MINUTES.toMillis(5);

    @Override
    public String name() {
        return "dstream";
    }

    @Override
    public void run(Rig rig, Report report) throws Exception {
        Settings settings = rig.settings();
        Map<String, String> logged = Map.of("spark.streaming.receiver.writeAheadLog.enable", "true");
        try (SparkSession spark = rig.spark(2, logged)) {
            report.condition("interval", INTERVAL_MILLIS + " ms");
            if (settings.wants("direct")) {
                long records = settings.records(12_000_000, 20_000);
                report.condition("direct.records", records);
                report.add(new Streams(spark, rig, filled(rig, "direct", records), records).direct());
            }
            if (settings.wants("receiver")) {
                long records = settings.quick() ? 5_000 : 1_000_000;
                report.condition("receiver.records", records);
                report.add(new Streams(spark, rig, filled(rig, "receiver", records), records).receiver());
            }
        }
    }

    private static String filled(Rig rig, String name, long records) throws Exception {
        String topic = rig.topic(name);
        TopicFiller.fill(rig.brokers(), topic, PARTITIONS, records);
        return topic;
    }

    /** The ways to read one topic. */
    private record Streams(SparkSession spark, Rig rig, String topic, long records) {
        /** What the batches of the running stream held; they run on this driver, one after the other. */
        private static final AtomicLong COUNT = new AtomicLong();

        private static final AtomicLong BYTES = new AtomicLong();

        /** The events of one task. */
        private record Sum(long count, long bytes) implements java.io.Serializable {
            static Iterator<Sum> of(Iterator<StreamEvent> events) {
                long count = 0;
                long bytes = 0;
                while (events.hasNext()) {
                    byte[] value = events.next().value();
                    bytes += value == null ? 0 : value.length;
                    count++;
                }
                return List.of(new Sum(count, bytes)).iterator();
            }

            Sum and(Sum other) {
                return new Sum(count + other.count, bytes + other.bytes);
            }
        }

        Result direct() throws Exception {
            List<Side> sides = new ArrayList<>();
            sides.add(Side.of("ours", () -> stream(context -> Millrace.stream(context, "kafka", options()))));
            sides.add(Side.of("structured", this::query));
            sides.add(raw());
            return measured("direct", sides).against("structured", 0).against("raw", 0.5);
        }

        Result receiver() throws Exception {
            List<Side> sides = new ArrayList<>();
            sides.add(Side.of("ours", () -> stream(context -> Millrace.receive(context, "kafka", options()))));
            sides.add(raw());
            return measured("receiver", sides).against("raw", 0);
        }

        private Result measured(String name, List<Side> sides) throws Exception {
            Rig.say("measuring " + name);
            return Figures.throughput(
                    name,
                    records,
                    Rounds.run(
                            sides, rig.settings().warmRounds(), rig.settings().rounds()));
        }

        /** How a stream is made. */
        private interface Maker {
            JavaDStream<StreamEvent> in(JavaStreamingContext context);
        }

        private void stream(Maker maker) throws Exception {
            COUNT.set(0);
            BYTES.set(0);
            JavaStreamingContext context = new JavaStreamingContext(
                    new JavaSparkContext(spark.sparkContext()), Durations.milliseconds(INTERVAL_MILLIS));
            context.checkpoint(rig.checkpoint());
            maker.in(context).foreachRDD(batch -> {
                Sum sum = batch.mapPartitions(Sum::of).fold(new Sum(0, 0), Sum::and);
                BYTES.addAndGet(sum.bytes());
                COUNT.addAndGet(sum.count());
            });
            context.start();
            try {
                long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
                while (COUNT.get() < records && System.nanoTime() < deadline) {
                    context.awaitTerminationOrTimeout(10);
                }
            } finally {
                context.stop(false, false);
            }
            demand(COUNT.get(), BYTES.get());
        }

        private void query() throws Exception {
            StreamingQuery query = Source.OURS_SHARED.stream(spark, rig.brokers(), topic)
                    .load()
                    .writeStream()
                    .format("noop")
                    .option("checkpointLocation", rig.checkpoint())
                    .trigger(Trigger.AvailableNow())
                    .start();
            if (!query.awaitTermination(PATIENCE_MILLIS)) {
                query.stop();
                throw new IllegalStateException("side 'structured' did not end");
            }
        }

        private Side raw() {
            RawReader reader = RawReader.ofKeysAndValues(rig.brokers());
            return Side.of("raw", () -> {
                long bytes = reader.sum(topic, record -> record.value().length);
                demand(bytes / TopicFiller.VALUE_BYTES, bytes);
            });
        }

        private Map<String, String> options() {
            return Map.of("kafka.bootstrap.servers", rig.brokers(), "subscribe", topic, "startingOffsets", "earliest");
        }

        private void demand(long count, long bytes) {
            if (count != records || bytes != records * TopicFiller.VALUE_BYTES) {
                throw new IllegalStateException(
                        "read " + count + " records of " + bytes + " bytes, but " + topic + " has " + records);
            }
        }
    }
}
