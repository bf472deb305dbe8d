package io.millrace.files.write;

import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryListener;
import org.apache.spark.sql.streaming.Trigger;

/**
 * A driver in a JVM of its own: a stream for each store reads the files of one directory there and writes their rows into
 * another, until it is killed or a stream fails. It prints a line for each micro-batch. System properties {@code STORE.from},
 * {@code STORE.to} and {@code STORE.option.NAME} say what is copied, {@code checkpoints} where the streams go on.
 */
final class CopyingDriver {
    static final String OPTION = ".option.";

    private CopyingDriver() {}

    /** The line of a micro-batch begins with it. */
    static String told(Store store) {
        return "copied " + store.connector() + " ";
    }

    public static void main(String[] args) throws Exception {
        SparkSession spark = SparkSession.builder()
                .appName("copy")
                .config("spark.sql.shuffle.partitions", 2)
                .getOrCreate();
        spark.streams().addListener(new Told());
        try {
            for (Store store : Store.values()) {
                StreamingQuery unused = copy(spark, store);
            }
            spark.streams().awaitAnyTermination();
        } finally {
            // Threads of Spark would keep it alive after a failure.
            System.out.println("the driver ends");
            Runtime.getRuntime().halt(1);
        }
    }

    private static StreamingQuery copy(SparkSession spark, Store store) throws Exception {
        Map<String, String> options = new TreeMap<>();
        String prefix = store.connector() + OPTION;
        System.getProperties().forEach((name, value) -> {
            if (name.toString().startsWith(prefix)) {
                options.put(name.toString().substring(prefix.length()), value.toString());
            }
        });
        return spark.readStream()
                .format("millrace")
                .options(options)
                .option("path", System.getProperty(store.connector() + ".from", ""))
                .option("schema", "id BIGINT")
                .option("maxFiles", 10)
                // S3Proxy shows what is still being written, by a name of its own.
                .option("pathGlobFilter", "*.json")
                .load()
                .writeStream()
                .queryName(store.connector())
                .format("millrace")
                .options(options)
                .option("path", System.getProperty(store.connector() + ".to", ""))
                .option("checkpointLocation", System.getProperty("checkpoints", "") + "/" + store.connector())
                .trigger(Trigger.ProcessingTime(0))
                .start();
    }

    private static final class Told extends StreamingQueryListener {
        private static final long serialVersionUID = 1;

        @Override
        public void onQueryStarted(QueryStartedEvent event) {}

        @Override
        public void onQueryProgress(QueryProgressEvent event) {
            if (event.progress().numInputRows() > 0) {
                System.out.println("copied " + event.progress().name() + " "
                        + event.progress().batchId());
            }
        }

        @Override
        public void onQueryTerminated(QueryTerminatedEvent event) {
            System.out.println("ended: " + event.exception());
        }
    }
}
