package io.millrace.spark.sql;

import io.millrace.api.Backlog;
import io.millrace.api.Budget;
import io.millrace.api.ConnectorException;
import io.millrace.api.LogConnector;
import io.millrace.api.Offsets;
import io.millrace.api.Options;
import io.millrace.api.Range;
import io.millrace.api.StartFrom;
import io.millrace.runtime.Bounds;
import io.millrace.runtime.Planner;
import io.millrace.runtime.ReadMetrics;
import io.millrace.runtime.ReadOptions;
import io.millrace.runtime.SavedOffsets;
import io.millrace.runtime.journal.JournalConnector;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.connector.read.streaming.Offset;
import org.apache.spark.sql.connector.read.streaming.ReadAllAvailable;
import org.apache.spark.sql.connector.read.streaming.ReadLimit;
import org.apache.spark.sql.connector.read.streaming.ReportsSourceMetrics;
import org.apache.spark.sql.connector.read.streaming.SupportsTriggerAvailableNow;
import org.jspecify.annotations.Nullable;

/**
 * A log as micro-batches. Spark calls it from one thread, the query's own.
 *
 * <p>Spark's order of calls: {@link #initialOffset} in a new query, or {@link #deserializeOffset} and {@link
 * #planInputPartitions} for the batch that an earlier run left unfinished; then {@link #latestOffset(Offset, ReadLimit)},
 * {@link #planInputPartitions}, {@link #commit} for each batch.
 */
class LogStream implements MicroBatchStream, SupportsTriggerAvailableNow, ReportsSourceMetrics {
    private final LogConnector connector;
    private final Options options;
    private final EventColumns columns;
    private final String checkpoint;
    private final Clock clock;
    private final Receiving receiving;
    private final ReadMetrics metrics = new ReadMetrics();
    private final Planner planner;
    private final Budget budget;
    private Instant lastBatch;
    private boolean availableNow;
    private boolean planned;

    LogStream(
            LogConnector connector,
            Options options,
            EventColumns columns,
            String checkpoint,
            Clock clock,
            Receiving receiving) {
        this.connector = connector;
        this.options = options;
        this.columns = columns;
        this.checkpoint = checkpoint;
        this.clock = clock;
        this.receiving = receiving;
        this.planner = new Planner(connector, options, metrics);
        this.budget = ReadOptions.budget(options);
        this.lastBatch = clock.instant();
    }

    final Options options() {
        return options;
    }

    final Planner planner() {
        return planner;
    }

    final Offset saved(Offsets offsets) {
        return new LogOffset(connector.name(), offsets);
    }

    final InputPartition[] tasks(List<Range> ranges) {
        return LogScan.tasks(connector, options, columns, ranges);
    }

    /** The offsets in one of Spark's: of ours, or of the mere text that Spark has after a restart. */
    final Offsets offsets(Offset offset) {
        return offset instanceof LogOffset ours ? ours.offsets() : SavedOffsets.read(connector.name(), offset.json());
    }

    /** Spark does not keep it before the first batch is planned, so it is written once and read back. */
    @Override
    public final Offset initialOffset() {
        receive();
        InitialOffsets file = new InitialOffsets(checkpoint);
        Optional<String> before = file.read();
        if (before.isPresent()) {
            return deserializeOffset(before.get());
        }
        // A journal is the query's own, so what it holds was acknowledged to senders and is to be read.
        StartFrom otherwise = connector instanceof JournalConnector ? new StartFrom.Earliest() : new StartFrom.Latest();
        StartFrom from = Bounds.start(options, otherwise, SparkCheckpoint::offsets);
        Offset start = saved(planner.start(from));
        file.write(start.json());
        return start;
    }

    @Override
    public final Offset deserializeOffset(String json) {
        return saved(SavedOffsets.read(connector.name(), json));
    }

    @Override
    public final void prepareForTriggerAvailableNow() {
        availableNow = true;
        planner.fence();
    }

    @Override
    public final ReadLimit getDefaultReadLimit() {
        return budget.equals(Budget.UNLIMITED)
                ? ReadLimit.allAvailable()
                : ReadLimit.compositeLimit(
                        new ReadLimit[] {ReadLimit.maxRows(budget.records()), ReadLimit.maxBytes(budget.bytes())});
    }

    @Override
    public final Offset latestOffset() {
        throw ConnectorException.bug("Spark asked for the latest offset without the limit it was told of");
    }

    @Override
    public final Offset latestOffset(Offset start, ReadLimit limit) {
        receive();
        Offsets from = offsets(start);
        if (mustWait(from)) {
            return start;
        }
        return saved(planner.next(from, limit instanceof ReadAllAvailable ? Budget.UNLIMITED : budget));
    }

    @Override
    public final @Nullable Offset reportLatestOffset() {
        return planner.lastTip().map(this::saved).orElse(null);
    }

    @Override
    public final InputPartition[] planInputPartitions(Offset start, Offset end) {
        receive();
        Offsets from = offsets(start);
        Offsets to = offsets(end);
        List<Range> ranges = planned ? planner.plan(from, to) : planner.replan(from, to);
        planned = true;
        return tasks(ranges);
    }

    @Override
    public PartitionReaderFactory createReaderFactory() {
        return new EventReaderFactory(false);
    }

    @Override
    public final void commit(Offset end) {
        planner.committed(offsets(end));
    }

    @Override
    public final Map<String, String> metrics(Optional<Offset> latestConsumed) {
        Map<String, Backlog> behind = latestConsumed
                .map(offset -> planner.behindLastTip(offsets(offset)))
                .orElse(Map.of());
        Map<String, String> shown = LagMetrics.of(behind, metrics);
        shown.putAll(receiving.metrics());
        return shown;
    }

    @Override
    public final void stop() {
        receiving.stop();
        planner.close();
    }

    /** A run over what is there takes in nothing new. */
    final void receive() {
        if (!availableNow) {
            receiving.ensure();
        }
    }

    private boolean mustWait(Offsets from) {
        Optional<Long> least = options.find(ReadOptions.MIN_RECORDS);
        if (least.isEmpty() || availableNow) {
            return false;
        }
        Collection<Backlog> behind = planner.behind(from).values();
        boolean counted = behind.stream().allMatch(backlog -> backlog.records().isPresent());
        long waiting = behind.stream()
                .mapToLong(backlog -> backlog.records().orElse(0))
                .sum();
        Instant latest = lastBatch.plus(options.value(ReadOptions.MAX_DELAY));
        if (counted && waiting < least.get() && clock.instant().isBefore(latest)) {
            return true;
        }
        lastBatch = clock.instant();
        return false;
    }
}
