package io.millrace.bench;

import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;

/**
 * A stream from one topic to another.
 *
 * @param name as a side
 * @param format Spark's name of the source and of the sink
 * @param options all but the brokers and the topics
 */
record Pipe(String name, String format, Map<String, String> options) {
    static final Pipe OURS = new Pipe("ours", "millrace", Map.of("connector", "kafka"));
    static final Pipe SPARK = new Pipe("spark", "kafka", Map.of());

    StreamingQuery start(Rig rig, SparkSession spark, String in, String out, Trigger trigger) throws Exception {
        return spark.readStream()
                .format(format)
                .options(options)
                .option("kafka.bootstrap.servers", rig.brokers())
                .option("subscribe", in)
                .option("startingOffsets", "earliest")
                .load()
                .select("key", "value")
                .writeStream()
                .queryName(name)
                .format(format)
                .options(options)
                .option("kafka.bootstrap.servers", rig.brokers())
                .option("topic", out)
                .option("checkpointLocation", rig.checkpoint())
                .outputMode("update")
                .trigger(trigger)
                .start();
    }
}
