package io.millrace.bench;

import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A way to write to a topic with Spark.
 *
 * @param name as a side
 * @param format Spark's name of the sink
 * @param options all but the brokers and the topic
 */
record Sink(String name, String format, Map<String, String> options) {
    static final Sink OURS = new Sink("ours", "millrace", Map.of("connector", "kafka"));
    static final Sink SPARK = new Sink("spark", "kafka", Map.of());

    /** Writes rows with the columns key and value. */
    void write(Dataset<Row> rows, String brokers, String topic, Map<String, String> more) {
        rows.write()
                .format(format)
                .mode("append")
                .options(options)
                .options(more)
                .option("kafka.bootstrap.servers", brokers)
                .option("topic", topic)
                .save();
    }
}
