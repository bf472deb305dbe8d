package io.millrace.kinesis;

import io.millrace.api.Option;
import io.millrace.api.OptionSet;
import java.time.Duration;

/** The options of writing to Kinesis. */
final class OutputOptions {
    static final Option<String> STREAM = Option.string("streamName")
            .alias("kinesis.streamName", "stream")
            .check(name -> name.matches("[a-zA-Z0-9_.-]{1,128}"), "must be a stream's name")
            .required()
            .doc("The stream to write to. It must exist.");

    static final Option<Boolean> KEEP_ORDER = Option.flag("keepOrder")
            .orElse("false")
            .doc("Whether records of one key are written in the order of their rows within a task, also where some"
                    + " of them are throttled. Requests go one after the other then, and none holds a key twice.");

    static final Option<Long> REQUESTS = Option.wholeNumber("requestsInFlight")
            .check(requests -> requests > 0 && requests <= 64, "must be 1 to 64")
            .orElse("4")
            .doc("How many requests of one task are under way at the same time. Each holds 10 MiB at most.");

    static final Option<Duration> DELIVERY_TIMEOUT = Option.duration("deliveryTimeout")
            .check(timeout -> !timeout.isZero(), "must be longer than 0")
            .orElse("2m")
            .doc("How long a record is sent again after throttling and other passing failures, before the task fails.");

    static final OptionSet ALL =
            OptionSet.of(STREAM, KEEP_ORDER, REQUESTS, DELIVERY_TIMEOUT).and(Connection.ALL);

    private OutputOptions() {}
}
