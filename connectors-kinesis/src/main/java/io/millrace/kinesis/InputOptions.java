package io.millrace.kinesis;

import io.millrace.api.Option;
import io.millrace.api.OptionSet;
import java.time.Duration;

/** The options of reading from Kinesis. */
final class InputOptions {
    static final Option<String> STREAM = Option.string("streamName")
            .alias("kinesis.streamName", "stream")
            .check(name -> name.matches("[a-zA-Z0-9_.-]{1,128}"), "must be a stream's name")
            .required()
            .doc("The stream to read.");

    static final Option<Long> CALLS_PER_SECOND = Option.wholeNumber("callsPerSecond")
            .check(calls -> calls > 0, "must be 1 or more")
            .orElse("5")
            .doc("How often one shard may be asked for records by all that reads it in one JVM, the planner and its"
                    + " readers together. Kinesis allows 5 a second to all consumers of a shard that poll.");

    static final Option<Long> RECORDS_PER_CALL = Option.wholeNumber("recordsPerCall")
            .check(records -> records > 0 && records <= 10_000, "must be 1 to 10000")
            .orElse("10000")
            .doc("The most records that a reader asks for at once. Kinesis answers with 10 MiB at most.");

    static final Option<Duration> IDLE_TIMEOUT = Option.duration("idleTimeout")
            .check(timeout -> !timeout.isZero(), "must be longer than 0")
            .orElse("30s")
            .doc("How long records may fail to come that must be there, before reading fails, to be tried again by the"
                    + " framework.");

    static final Option<Duration> POLL_INTERVAL = Option.duration("pollInterval")
            .check(interval -> !interval.isZero(), "must be longer than 0")
            .orElse("250ms")
            .doc("How long a receiver or a real-time query waits between two calls for the records of a shard.");

    static final Option<Long> PLANNING_THREADS = Option.wholeNumber("planningThreads")
            .check(threads -> threads > 0 && threads <= 512, "must be 1 to 512")
            .orElse("32")
            .doc("How many shards are looked at at the same time when a batch is planned.");

    static final OptionSet ALL = OptionSet.of(
                    STREAM, CALLS_PER_SECOND, RECORDS_PER_CALL, IDLE_TIMEOUT, POLL_INTERVAL, PLANNING_THREADS)
            .and(Connection.ALL);

    private InputOptions() {}
}
