package io.millrace.runtime;

import io.millrace.api.Budget;
import io.millrace.api.LogConnector;
import io.millrace.api.Option;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** The options that every log understands, because the framework applies them. */
public final class ReadOptions {
    /** Which connector. */
    public static final Option<String> CONNECTOR =
            Option.string("connector").required().doc("The connector's name, such as kafka");

    /** Which columns a query sees. */
    public static final Option<ColumnStyle> COLUMNS = Option.oneOf("columns", ColumnStyle.class)
            .orElse("event")
            .doc("event: the columns that all connectors share; native: the ones that the system's users know");

    /** Where a new query starts. */
    public static final Option<String> STARTING_OFFSETS = Option.string("startingOffsets")
            .alias("startingPosition", "initialPosition")
            .doc("earliest, latest, JSON of positions by stream and partition ({\"orders\":{\"0\":23,\"1\":-2}}; -2 is"
                    + " earliest, -1 latest), or checkpoint:PATH to go on where a query of Spark's own source with that"
                    + " checkpoint stopped. A stream starts at latest and a batch at earliest if nothing is said");

    /** Where a new query starts, by time. */
    public static final Option<Instant> STARTING_TIMESTAMP =
            Option.instant("startingTimestamp").doc("Start at the first event at or after this instant");

    /** Where a new query starts, by time of each partition. */
    public static final Option<String> STARTING_OFFSETS_BY_TIMESTAMP =
            Option.string("startingOffsetsByTimestamp").doc("JSON of milliseconds since 1970 by stream and partition");

    /** Where a batch ends. */
    public static final Option<String> ENDING_OFFSETS = Option.string("endingOffsets")
            .doc("Batch only: latest, or JSON of positions by stream and partition, exclusive");

    /** Where a batch ends, by time. */
    public static final Option<Instant> ENDING_TIMESTAMP =
            Option.instant("endingTimestamp").doc("Batch only: end before the first event at or after this instant");

    /** Where a batch ends, by time of each partition. */
    public static final Option<String> ENDING_OFFSETS_BY_TIMESTAMP = Option.string("endingOffsetsByTimestamp")
            .doc("Batch only: JSON of milliseconds since 1970 by stream and partition");

    /** The most events of a micro-batch. */
    public static final Option<Long> MAX_RECORDS = Option.wholeNumber("maxRecords")
            .alias("maxOffsetsPerTrigger", "maxRecordsPerTrigger")
            .check(n -> n > 0, "must be at least 1")
            .doc("The most events of one micro-batch");

    /** The most bytes of a micro-batch. */
    public static final Option<Long> MAX_BYTES = Option.size("maxBytes")
            .alias("maxBytesPerTrigger")
            .check(n -> n > 0, "must be at least 1")
            .doc(
                    "The most bytes of keys and values of one micro-batch; a soft limit where the system cannot count them");

    /** The longest time between the events of a micro-batch. */
    public static final Option<Duration> MAX_SPAN = Option.duration("maxSpan")
            .alias("maxFetchDuration")
            .check(span -> !span.isZero(), "must be more than 0")
            .doc("The longest time between the first and the last event of a partition in one micro-batch, where the"
                    + " system can tell");

    /** The least events of a micro-batch. */
    public static final Option<Long> MIN_RECORDS = Option.wholeNumber("minRecords")
            .alias("minOffsetsPerTrigger", "minRecordsPerTrigger")
            .check(n -> n > 0, "must be at least 1")
            .doc("Wait with a micro-batch until so many events are there, or maxDelay is over");

    /** How long a micro-batch may wait for the least events. */
    public static final Option<Duration> MAX_DELAY = Option.duration("maxDelay")
            .alias("maxTriggerDelay")
            .orElse("15m")
            .doc("How long minRecords may hold a micro-batch back");

    /** What to do when events are gone. */
    public static final Option<DataLoss> ON_DATA_LOSS = Option.oneOf("onDataLoss", DataLoss.class)
            .alias("failOnDataLoss", Map.of("true", "fail", "false", "warn"))
            .orElse("fail")
            .doc("fail: end the query when events are gone; warn: log, count and go on");

    /** How long transient failures are retried. */
    public static final Option<Duration> RETRY_TIMEOUT = Option.duration("retryTimeout")
            .orElse("45s")
            .doc("How long after a first attempt a transient failure is tried again");

    private static final OptionSet FRAMEWORK = OptionSet.of(
                    CONNECTOR,
                    COLUMNS,
                    STARTING_OFFSETS,
                    STARTING_TIMESTAMP,
                    STARTING_OFFSETS_BY_TIMESTAMP,
                    ENDING_OFFSETS,
                    ENDING_TIMESTAMP,
                    ENDING_OFFSETS_BY_TIMESTAMP,
                    MAX_RECORDS,
                    MAX_BYTES,
                    MAX_SPAN,
                    MIN_RECORDS,
                    MAX_DELAY,
                    ON_DATA_LOSS,
                    RETRY_TIMEOUT)
            .atMostOne(STARTING_OFFSETS, STARTING_TIMESTAMP, STARTING_OFFSETS_BY_TIMESTAMP)
            .atMostOne(ENDING_OFFSETS, ENDING_TIMESTAMP, ENDING_OFFSETS_BY_TIMESTAMP);

    /** Which columns a query sees. */
    public enum ColumnStyle {
        /** The columns that all connectors share. */
        EVENT,
        /** The columns that the system's users know. */
        NATIVE
    }

    private ReadOptions() {}

    /** The options of the framework and of a connector together. */
    public static OptionSet with(LogConnector connector) {
        return FRAMEWORK.and(connector.options());
    }

    /** The options of the framework alone. */
    public static OptionSet framework() {
        return FRAMEWORK;
    }

    /** The limits of one micro-batch. */
    public static Budget budget(Options options) {
        return new Budget(
                options.find(MAX_RECORDS).orElse(Budget.UNLIMITED.records()),
                options.find(MAX_BYTES).orElse(Budget.UNLIMITED.bytes()),
                options.find(MAX_SPAN).orElse(Budget.UNLIMITED.span()));
    }
}
