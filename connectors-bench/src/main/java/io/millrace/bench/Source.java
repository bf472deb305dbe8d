package io.millrace.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamReader;

/**
 * A way to read a topic with Spark.
 *
 * @param name as a side
 * @param format Spark's name of the source
 * @param options all but the brokers and the topic
 */
record Source(String name, String format, Map<String, String> options) {
    /** The settings with which Spark's source was fastest of all that were tried. */
    static final Map<String, String> BEST_OF_SPARK = Map.of(
            "kafka.max.poll.records", "100000",
            "kafka.fetch.max.wait.ms", "10",
            "kafka.receive.buffer.bytes", "1048576");

    /** Ours, with the columns that Spark's source has. */
    static final Source OURS = new Source("ours", "millrace", Map.of("connector", "kafka", "columns", "native"));

    /** Ours, with the columns that all connectors share: the position as text, and headers. */
    static final Source OURS_SHARED = new Source("ours-shared-columns", "millrace", Map.of("connector", "kafka"));

    /** Spark's as it is. */
    static final Source DEFAULT = new Source("default", "kafka", Map.of());

    /** Spark's at its best. */
    static final Source TUNED = new Source("tuned", "kafka", BEST_OF_SPARK);

    Dataset<Row> batch(SparkSession spark, String brokers, String topic) {
        return spark.read().format(format).options(all(brokers, topic)).load();
    }

    DataStreamReader stream(SparkSession spark, String brokers, String topic) {
        return spark.readStream().format(format).options(all(brokers, topic));
    }

    private Map<String, String> all(String brokers, String topic) {
        Map<String, String> all = new LinkedHashMap<>(options);
        all.put("kafka.bootstrap.servers", brokers);
        all.put("subscribe", topic);
        all.put("startingOffsets", "earliest");
        return all;
    }
}
