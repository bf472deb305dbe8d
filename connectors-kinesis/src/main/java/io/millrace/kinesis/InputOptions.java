package io.millrace.kinesis;

import io.millrace.api.Option;
import io.millrace.api.OptionSet;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The options of reading from Kinesis. */
final class InputOptions {
    static final Option<List<String>> STREAMS = Option.list("streamName")
            .alias("kinesis.streamName", "stream", "streams")
            .check(
                    names -> !names.isEmpty() && names.stream().allMatch(name -> name.matches("[a-zA-Z0-9_.-]{1,128}")),
                    "must be a stream's name, or several separated by commas")
            .required()
            .doc("The stream to read, or several, separated by commas.");

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

    /** How what comes is followed. */
    enum Consumer {
        POLLING,
        FANOUT
    }

    /** What a subscription is carried by. */
    enum Carrier {
        HTTP2,
        HTTP1
    }

    static final Option<Consumer> CONSUMER = Option.oneOf("consumer", Consumer.class)
            .alias("kinesis.consumerType", Map.of("getrecords", "polling", "subscribetoshard", "fanout"))
            .alias("consumerMode", Map.of("efo", "fanout"))
            .orElse("polling")
            .doc(
                    "How a receiver or a real-time query follows a shard: it polls, or Kinesis pushes to it with 2 MiB a second"
                            + " of its own (enhanced fan-out, which costs extra). Batches are polled always.");

    static final Option<String> CONSUMER_NAME = Option.string("consumerName")
            .alias("kinesis.consumerName")
            .check(name -> name.matches("[a-zA-Z0-9_.-]{1,128}"), "must be a consumer's name")
            .doc("The consumer to which Kinesis pushes; registered if there is none of that name, and never removed."
                    + " Each query needs its own.");

    static final Option<String> CONSUMER_ARN = Option.string("consumerArn")
            .doc("The ARN of a registered consumer, in place of consumerName: nothing is registered then.");

    static final Option<Carrier> CONSUMER_PROTOCOL = Option.oneOf("consumerProtocol", Carrier.class)
            .orElse("http2")
            .doc("What Kinesis pushes over. Amazon's own needs http2; http1 is for other servers of its protocol.");

    static final Option<Long> PLANNING_THREADS = Option.wholeNumber("planningThreads")
            .check(threads -> threads > 0 && threads <= 512, "must be 1 to 512")
            .orElse("32")
            .doc("How many shards are looked at at the same time when a batch is planned.");

    static final OptionSet ALL = OptionSet.of(
                    STREAMS,
                    CALLS_PER_SECOND,
                    RECORDS_PER_CALL,
                    IDLE_TIMEOUT,
                    POLL_INTERVAL,
                    CONSUMER,
                    CONSUMER_NAME,
                    CONSUMER_ARN,
                    CONSUMER_PROTOCOL,
                    PLANNING_THREADS)
            .and(Connection.ALL);

    private InputOptions() {}
}
