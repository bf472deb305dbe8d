package io.millrace.spark.dstream;

import io.millrace.api.Backlog;
import io.millrace.api.Budget;
import io.millrace.api.LogConnector;
import io.millrace.api.Offsets;
import io.millrace.api.Options;
import io.millrace.api.Range;
import io.millrace.runtime.Planner;
import io.millrace.runtime.ReadMetrics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a direct stream on the driver: it decides what each batch reads. The log of batches is the only truth: a batch
 * that is in it is what it was, one that is earlier than its last and not in it is empty, and a later one goes on where the
 * last one ended. One thread at a time, the one that generates jobs.
 */
final class DirectRun {
    private static final Logger LOG = LoggerFactory.getLogger(DirectRun.class);
    private static final int KEPT_BATCHES = 100;

    private final Options options;
    private final BatchLog log;
    private final Rates rates;
    private final BooleanSupplier recoverable;
    private final Planner planner;
    private final BatchProgress progress;
    private Offsets told;

    /** What to read in a batch, and how many events that is if the log can count. */
    record Plan(Batch batch, List<Range> ranges, OptionalLong events) {}

    /**
     * A run.
     *
     * @param recoverable whether Spark could go on after a crash now; until then no event is taken
     */
    DirectRun(LogConnector connector, Options options, BatchLog log, Rates rates, BooleanSupplier recoverable) {
        this.options = options;
        this.log = log;
        this.rates = rates;
        this.recoverable = recoverable;
        this.planner = new Planner(connector, options, new ReadMetrics());
        this.told = log.last().map(Batch::done).orElse(Offsets.NONE);
        this.progress = new BatchProgress(told);
    }

    BatchProgress progress() {
        return progress;
    }

    /**
     * Decides where a stream begins that was not recovered: where the options say; or, if an earlier program has used the
     * same checkpoint directory, after the last batch of which it was sure.
     */
    void begin(long millis) {
        Optional<Batch> last = log.last();
        if (last.isEmpty()) {
            Offsets start = planner.start(Faces.start(options));
            log.append(new Batch(0, start, start, start));
            progress.startAt(start);
            told = start;
        } else if (!last.get().to().equals(last.get().done())) {
            Offsets done = last.get().done();
            log.append(new Batch(millis, done, done, done));
        }
        log.last()
                .filter(batch -> batch.millis() > 0)
                .ifPresent(batch -> LOG.warn(
                        "The checkpoint directory holds the batches of an earlier program, and the stream goes on after"
                                + " them, at {}; to begin anew use another checkpoint directory",
                        batch.to()));
    }

    /** What a batch reads. Asked again it answers the same. */
    Plan plan(long millis, long estimatedRate) {
        tellProgress();
        Plan plan = log.find(millis).map(this::again).orElseGet(() -> anew(millis, estimatedRate));
        progress.begun(millis, plan.batch().to());
        return plan;
    }

    /** Removes batches that nobody will ask for again. */
    void forget(Duration remembered) {
        long doneMillis = progress.doneMillis();
        if (doneMillis > 0) {
            long kept = Math.max(
                    remembered.toMillis(), KEPT_BATCHES * rates.interval().toMillis());
            log.forgetBefore(doneMillis - kept);
        }
    }

    void close() {
        tellProgress();
        planner.close();
    }

    private Plan again(Batch batch) {
        List<Range> ranges = planner.replan(batch.from(), batch.to());
        return new Plan(batch, ranges, count(planner.behind(batch.from()), planner.behindLastTip(batch.to())));
    }

    private Plan anew(long millis, long estimatedRate) {
        Batch last = log.last().orElseThrow();
        if (millis < last.millis()) {
            return new Plan(new Batch(millis, last.to(), last.to(), last.done()), List.of(), OptionalLong.of(0));
        }
        Offsets from = last.to();
        Offsets to = from;
        if (recoverable.getAsBoolean()) {
            Budget budget = rates.budget(estimatedRate, from.positions().size());
            to = planner.next(from, budget);
        }
        List<Range> ranges = planner.plan(from, to);
        OptionalLong events =
                ranges.isEmpty() ? OptionalLong.of(0) : count(planner.behindLastTip(from), planner.behindLastTip(to));
        Batch batch = new Batch(millis, from, to, progress.done());
        log.append(batch);
        return new Plan(batch, ranges, events);
    }

    /** Tells the log what was processed, once all output operations of a batch have ended. */
    private void tellProgress() {
        Offsets done = progress.done();
        if (!done.equals(told)) {
            planner.committed(done);
            told = done;
        }
    }

    private static OptionalLong count(Map<String, Backlog> before, Map<String, Backlog> after) {
        long count = 0;
        for (Backlog backlog : before.values()) {
            if (backlog.records().isEmpty()) {
                return OptionalLong.empty();
            }
            count += backlog.records().getAsLong();
        }
        for (Backlog backlog : after.values()) {
            count -= backlog.records().orElse(0);
        }
        return before.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Math.max(0, count));
    }
}
