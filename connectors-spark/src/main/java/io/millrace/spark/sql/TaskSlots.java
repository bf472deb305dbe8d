package io.millrace.spark.sql;

import io.millrace.api.ConnectorException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.apache.spark.SparkContext;
import org.apache.spark.resource.ResourceProfile$;
import org.apache.spark.sql.SparkSession;

/** How many tasks the application can run at once, and how many of these run for good. Safe for many threads. */
public final class TaskSlots {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Executors that were asked for at once come within this of one another. */
    private static final Duration SETTLED = Duration.ofSeconds(3);

    /** Slots of receivers, of all queries of this driver. */
    private static final AtomicInteger HELD = new AtomicInteger();

    private TaskSlots() {}

    /** Refuses a real-time query that would wait for ever because each partition keeps a slot. */
    static void requireForRealTime(int partitions) {
        int held = HELD.get();
        require(
                partitions + held,
                "Real-time mode keeps a task slot for each of the " + partitions + " partitions" + beside(held),
                "(more if the query has other sources), or read with a micro-batch trigger");
    }

    /** Refuses receivers that would leave no slot for the query itself; else they hold theirs until {@link #release}. */
    static void holdForReceivers(int receivers) {
        int held = HELD.getAndAdd(receivers);
        try {
            require(
                    held + receivers + 1,
                    "Each receiver keeps a task slot for good, and the query has " + receivers + " of them"
                            + beside(held) + " and needs one more slot for its batches",
                    "or set option 'receivers' to less");
        } catch (RuntimeException e) {
            release(receivers);
            throw e;
        }
    }

    static void release(int receivers) {
        HELD.addAndGet(-receivers);
    }

    private static String beside(int held) {
        return held == 0 ? "" : " beside the " + held + " slots of other receivers";
    }

    private static void require(int needed, String why, String instead) {
        require(
                SparkSession.active().sparkContext(),
                needed,
                slots -> why + ", but the application has " + slots + " slots in all. Give it at least " + needed
                        + " cores " + instead);
    }

    /**
     * Refuses an application that has too few slots. Executors may still be registering, so it looks for a while before it
     * refuses.
     *
     * @param refusal what the user is told, by the number of slots that there are
     */
    public static void require(SparkContext context, int needed, IntFunction<String> refusal) {
        if (context.getConf().getBoolean("spark.dynamicAllocation.enabled", false)) {
            return;
        }
        boolean fixed =
                context.master().startsWith("local[") || context.master().equals("local");
        Instant deadline = Instant.now().plus(PATIENCE);
        int slots = slots(context);
        while (slots < needed) {
            if (fixed || Instant.now().isAfter(deadline)) {
                throw ConnectorException.settings(refusal.apply(slots));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
            slots = slots(context);
        }
    }

    /**
     * Waits for executors, so that receivers do not all go to the one that registers first, and with it when it dies: until
     * there are as many executors as receivers, or no further one has come for a while.
     */
    public static void awaitExecutors(SparkContext context, int receivers) {
        if (context.isLocal() || receivers == 1) {
            return;
        }
        int executors = 0;
        Instant deadline = Instant.now().plus(SETTLED);
        while (executors < receivers && Instant.now().isBefore(deadline)) {
            // The driver is one of those that it tells.
            int there = context.statusTracker().getExecutorInfos().length - 1;
            if (there > executors) {
                executors = there;
                deadline = Instant.now().plus(SETTLED);
            } else {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
        }
    }

    private static int slots(SparkContext context) {
        return context.maxNumConcurrentTasks(ResourceProfile$.MODULE$.getOrCreateDefaultProfile(context.getConf()));
    }
}
