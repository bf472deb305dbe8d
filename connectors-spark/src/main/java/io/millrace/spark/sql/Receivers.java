package io.millrace.spark.sql;

import io.millrace.api.ConnectorException;
import io.millrace.api.Options;
import io.millrace.runtime.Failures;
import io.millrace.runtime.ReadOptions;
import io.millrace.runtime.journal.JournalConnector;
import io.millrace.runtime.journal.JournalDirectory;
import io.millrace.runtime.journal.JournalOptions;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkStageInfo;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.JavaSparkStatusTracker;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The receivers of a query: one job of one long task each, under a thread and a job group of its own. Spark moves a task whose
 * executor dies; when it gives up, or never tries again (on a local master), the job is submitted anew. No event passes the
 * driver.
 */
final class Receivers implements Receiving {
    private static final Logger LOG = LoggerFactory.getLogger(Receivers.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final Duration HEALTHY = Duration.ofSeconds(30);
    private static final Duration STOP = Duration.ofSeconds(20);
    private static final Duration LOOK = Duration.ofMillis(10);
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final JournalConnector connector;
    private final Options options;
    private final SparkContext context;
    private final int count;
    private final String run = UUID.randomUUID().toString();
    private final String group = "millrace-receivers-" + run;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Map<String, String> shown = new TreeMap<>();
    private Instant shownAt = Instant.MIN;
    private @Nullable Thread thread;
    private volatile @Nullable RuntimeException failure;

    Receivers(JournalConnector connector, Options options, SparkContext context) {
        this.connector = connector;
        this.options = options;
        this.context = context;
        this.count = options.value(JournalOptions.RECEIVERS).intValue();
    }

    @Override
    public void ensure() {
        RuntimeException ended = failure;
        if (ended != null) {
            throw ended;
        }
        if (thread == null) {
            TaskSlots.holdForReceivers(count);
            // What the query's thread tells Spark of its jobs must not hold for this one.
            Thread made = new Thread(null, this::keepRunning, group, 0, false);
            made.setContextClassLoader(Thread.currentThread().getContextClassLoader());
            made.setDaemon(true);
            made.start();
            thread = made;
        }
    }

    @Override
    public Map<String, String> metrics() {
        if (thread == null || Duration.between(shownAt, Instant.now()).compareTo(FRESH) < 0) {
            return shown;
        }
        try {
            JournalDirectory directory = connector.directory(options);
            for (int number = 0; number < count; number++) {
                String name = "receiver." + number + ".";
                directory
                        .status(number)
                        .filter(status -> status.run().equals(run))
                        .ifPresent(status -> status.shown().forEach((key, value) -> shown.put(name + key, value)));
            }
            shownAt = Instant.now();
        } catch (IOException e) {
            LOG.warn("How the receivers of '{}' are cannot be read: {}", connector.name(), e.getMessage());
        }
        return shown;
    }

    @Override
    public void stop() {
        Thread running = thread;
        if (running == null) {
            return;
        }
        stopping.countDown();
        Instant deadline = Instant.now().plus(STOP);
        for (int i = 0; (running.isAlive() || tasks() > 0) && Instant.now().isBefore(deadline); i++) {
            if (running.isAlive() && i % 20 == 0 && !context.isStopped()) {
                context.cancelJobGroup(group);
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
        if (tasks() > 0) {
            LOG.warn("Receivers of '{}' still run {} after they were told to stop", connector.name(), STOP);
        }
        TaskSlots.release(count);
        thread = null;
    }

    private void keepRunning() {
        TaskSlots.awaitExecutors(context, count);
        context.setJobGroup(group, "receivers of " + connector.name(), true);
        JavaSparkContext spark = JavaSparkContext.fromSparkContext(context);
        List<Integer> numbers = IntStream.range(0, count).boxed().toList();
        ReceiverTask task = new ReceiverTask(connector.name(), options.asMap(), run);
        Duration pause = FIRST_PAUSE;
        Instant failing = Instant.now();
        while (!isStopping()) {
            Instant begun = Instant.now();
            try {
                spark.parallelize(numbers, count).foreachPartition(task);
            } catch (Exception e) {
                if (isStopping() || context.isStopped()) {
                    return;
                }
                boolean healthy = Duration.between(begun, Instant.now()).compareTo(HEALTHY) > 0;
                failing = healthy ? Instant.now() : failing;
                pause = healthy ? FIRST_PAUSE : pause;
                if (endsTheQuery(e, failing)) {
                    return;
                }
                LOG.warn("The receivers of '{}' ended; they start again in {}", connector.name(), pause, e);
                sleep(pause);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        }
    }

    /** What the user has to set right is told once it has not passed by itself: a port may only just have been given up. */
    private boolean endsTheQuery(Exception thrown, Instant failing) {
        for (Throwable at = thrown; at != null; at = at.getCause()) {
            if (at instanceof ConnectorException known
                    && known.kind() != ConnectorException.Kind.TRANSIENT
                    && Duration.between(failing, Instant.now()).compareTo(options.value(ReadOptions.RETRY_TIMEOUT))
                            > 0) {
                failure = Failures.wrap("Receiving", known);
                return true;
            }
        }
        return false;
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    private void sleep(Duration time) {
        try {
            var unused = stopping.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            // Nobody interrupts this thread; the next look at the latch decides.
            Thread.currentThread().interrupt();
        }
    }

    /** How many receivers run, dead executors left out: they end a moment after their job. */
    private int tasks() {
        if (context.isStopped()) {
            return 0;
        }
        JavaSparkStatusTracker tracker =
                JavaSparkContext.fromSparkContext(context).statusTracker();
        int active = 0;
        for (int job : tracker.getJobIdsForGroup(group)) {
            var info = tracker.getJobInfo(job);
            for (int stage : info == null ? new int[0] : info.stageIds()) {
                SparkStageInfo known = tracker.getStageInfo(stage);
                active += known == null ? 0 : known.numActiveTasks();
            }
        }
        return active;
    }
}
