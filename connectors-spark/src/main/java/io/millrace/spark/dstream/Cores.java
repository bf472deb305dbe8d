package io.millrace.spark.dstream;

import io.millrace.api.ConnectorException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.SparkContext;
import org.apache.spark.resource.ResourceProfile$;
import org.apache.spark.streaming.StreamingContext;

/** The cores that the receivers of a context need. */
@SuppressWarnings("deprecation") // Spark calls all of DStreams deprecated; they are what this is about
final class Cores {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Cores() {}

    /**
     * Refuses a context whose batches would never run, because each receiver keeps a core for good. Executors may still be
     * registering, so it looks for a while before it refuses.
     */
    static void require(StreamingContext context) {
        int receivers = context.graph().getReceiverInputStreams().length;
        SparkContext spark = context.sparkContext();
        if (spark.getConf().getBoolean("spark.dynamicAllocation.enabled", false)) {
            return;
        }
        boolean fixed = spark.master().startsWith("local");
        Instant deadline = Instant.now().plus(PATIENCE);
        int cores = cores(spark);
        while (cores <= receivers) {
            if (fixed || Instant.now().isAfter(deadline)) {
                throw ConnectorException.settings(
                        "The application has " + cores + " cores for tasks, and its " + receivers
                                + " receivers keep one each for good; give it at least " + (receivers + 1)
                                + ", more to keep up, or fewer receivers");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
            cores = cores(spark);
        }
    }

    private static int cores(SparkContext spark) {
        return spark.maxNumConcurrentTasks(ResourceProfile$.MODULE$.getOrCreateDefaultProfile(spark.getConf()));
    }
}
