package io.millrace.spark.sql;

import io.millrace.api.ConnectorException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.SparkContext;
import org.apache.spark.resource.ResourceProfile$;
import org.apache.spark.sql.SparkSession;

/** How many tasks the application can run at once. */
final class TaskSlots {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private TaskSlots() {}

    /**
     * Refuses a real-time query that would wait for ever because each partition keeps a slot. Executors may still be
     * registering, so it looks for a while before it refuses.
     */
    static void require(int needed) {
        SparkContext context = SparkSession.active().sparkContext();
        if (context.getConf().getBoolean("spark.dynamicAllocation.enabled", false)) {
            return;
        }
        Instant deadline = Instant.now().plus(PATIENCE);
        int slots = slots(context);
        while (slots < needed) {
            boolean fixed =
                    context.master().startsWith("local[") || context.master().equals("local");
            if (fixed || Instant.now().isAfter(deadline)) {
                throw ConnectorException.settings("Real-time mode keeps a task slot for each of the " + needed
                        + " partitions, but the application has " + slots + " slots in all. Give it at least " + needed
                        + " cores (more if the query has other sources), or read with a micro-batch trigger");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
            slots = slots(context);
        }
    }

    private static int slots(SparkContext context) {
        return context.maxNumConcurrentTasks(ResourceProfile$.MODULE$.getOrCreateDefaultProfile(context.getConf()));
    }
}
