package io.millrace.runtime;

import io.millrace.api.Advance;
import io.millrace.api.Backlog;
import io.millrace.api.Budget;
import io.millrace.api.ConnectorException;
import io.millrace.api.DataLossException;
import io.millrace.api.Log;
import io.millrace.api.LogConnector;
import io.millrace.api.Offsets;
import io.millrace.api.Options;
import io.millrace.api.Range;
import io.millrace.api.StartFrom;
import io.millrace.api.StopAt;
import io.millrace.api.Tip;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The planning of batches, shared by every face: where a query starts, how far a batch goes, the fence of a run that must
 * end, retry, and the policy on data loss. Used by one thread at a time, on the driver.
 */
public final class Planner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Planner.class);

    private final LogConnector connector;
    private final Options options;
    private final ReadMetrics metrics;
    private final Retry retry;
    private final DataLoss onDataLoss;
    private @Nullable Log log;
    private boolean fenced;
    private @Nullable Tip tip;

    /** A planner that opens the log when it is first needed. */
    public Planner(LogConnector connector, Options options, ReadMetrics metrics) {
        this.connector = connector;
        this.options = options;
        this.metrics = metrics;
        this.retry = new Retry(options.value(ReadOptions.RETRY_TIMEOUT), metrics.retries());
        this.onDataLoss = options.value(ReadOptions.ON_DATA_LOSS);
    }

    /** Where a new query starts. */
    public Offsets start(StartFrom from) {
        return retry.call("Finding where to start", () -> log().start(from));
    }

    /** From now on plans no further than what there is at the next planning. */
    public void fence() {
        fenced = true;
        tip = null;
    }

    /** Where the next batch ends. */
    public Offsets next(Offsets from, Budget budget) {
        Tip now = refreshed(new StopAt.Now());
        return advance(from, now, budget);
    }

    /** What waits between offsets and what there is now, by partition; empty if the log cannot tell. */
    public Map<String, Backlog> behind(Offsets from) {
        Tip now = refreshed(new StopAt.Now());
        return retry.call("Counting what waits", () -> log().behind(from, now));
    }

    /** What waits between offsets and the tip of the last planning, by partition; empty if there was none. */
    public Map<String, Backlog> behindLastTip(Offsets from) {
        Tip last = tip;
        return last == null ? Map.of() : retry.call("Counting what waits", () -> log().behind(from, last));
    }

    /** The offsets at which the last tip ended; empty if there was none or it is opaque. */
    public Optional<Offsets> lastTip() {
        Tip last = tip;
        return last == null ? Optional.empty() : retry.call("Reading the tip", () -> log().ends(last));
    }

    /** All ranges of a bounded read, step by step: a partition that is finished is in no later offsets. */
    public List<Range> bounded(StartFrom from, StopAt stop) {
        Tip end = refreshed(stop);
        List<Range> ranges = new ArrayList<>();
        Offsets last = start(from);
        for (Offsets next = advance(last, end, Budget.UNLIMITED);
                !next.equals(last);
                next = advance(last, end, Budget.UNLIMITED)) {
            ranges.addAll(plan(last, next));
            last = next;
        }
        return ranges;
    }

    /** New and finished partitions, for tails. */
    public Offsets discover(Offsets from) {
        return checked(from, offsets -> log().discover(offsets));
    }

    /** The ranges between two offsets. */
    public List<Range> plan(Offsets from, Offsets to) {
        return retry.call("Planning a batch", () -> log().plan(from, to));
    }

    /**
     * The ranges of a batch that was planned in an earlier run: as {@link #plan}, once it is sure that the streams are still
     * the ones that it was planned for. Where the user lets data loss pass, ranges of other streams are left out.
     */
    public List<Range> replan(Offsets from, Offsets to) {
        Offsets now = discover(to);
        return plan(from, to).stream()
                .filter(range -> !now.positions().isEmpty() && to.sameIncarnation(range.stream(), now))
                .toList();
    }

    /** Tells the log that everything before was processed; a failure is logged, because nothing depends on it. */
    public void committed(Offsets upTo) {
        try {
            log().committed(upTo);
        } catch (IOException | RuntimeException e) {
            LOG.warn("Telling '{}' what was processed failed; reading goes on", connector.name(), e);
        }
    }

    @Override
    public void close() {
        Log open = log;
        log = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                LOG.warn("Closing '{}' failed", connector.name(), e);
            }
        }
    }

    private Tip refreshed(StopAt stop) {
        Tip last = tip;
        if (fenced && last != null) {
            return last;
        }
        Tip now = retry.call("Asking where '" + connector.name() + "' ends", () -> log().tip(stop));
        tip = now;
        return now;
    }

    private Offsets advance(Offsets from, Tip to, Budget budget) {
        return checked(from, offsets -> log().advance(offsets, to, budget));
    }

    private interface Step {
        Advance from(Offsets offsets) throws IOException;
    }

    private Offsets checked(Offsets from, Step step) {
        Offsets start = from;
        while (true) {
            Offsets tried = start;
            try {
                Advance advance = retry.call("Planning a batch", () -> step.from(tried));
                return complete(tried, advance);
            } catch (DataLossException loss) {
                onDataLoss.apply(loss, metrics.losses());
                if (loss.resumeFrom().equals(tried)) {
                    throw ConnectorException.bug("Connector '" + connector.name()
                            + "' reported a loss and said to go on at the very same offsets " + tried);
                }
                start = loss.resumeFrom();
            }
        }
    }

    private Offsets complete(Offsets from, Advance advance) {
        for (String partition : from.positions().keySet()) {
            if (!advance.end().positions().containsKey(partition)
                    && !advance.finished().contains(partition)) {
                throw ConnectorException.bug("Connector '" + connector.name() + "' lost partition '" + partition
                        + "': it is neither in the end of the batch nor finished");
            }
        }
        return advance.end();
    }

    private Log log() throws IOException {
        Log open = log;
        if (open == null) {
            open = connector.open(options);
            log = open;
        }
        return open;
    }
}
