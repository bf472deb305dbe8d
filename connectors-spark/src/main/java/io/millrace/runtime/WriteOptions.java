package io.millrace.runtime;

import io.millrace.api.Option;
import io.millrace.api.OptionSet;
import io.millrace.api.OutputConnector;
import io.millrace.runtime.deadletter.DeadLetterOptions;
import java.time.Duration;

/** The options that every output understands, because the framework applies them. */
public final class WriteOptions {
    /** What to do with rows that the output refuses. */
    public static final Option<OnReject> ON_REJECT = Option.oneOf("onReject", OnReject.class)
            .orElse("fail")
            .doc("fail: end the query when the output refuses a row for good; warn: log, count and leave the row out. A"
                    + " dead-letter output takes the place of both");

    /** How long a row may be held back in real-time mode. */
    public static final Option<Duration> FLUSH_INTERVAL = Option.duration("flushInterval")
            .orElse("5ms")
            .check(interval -> !interval.isZero(), "must be more than 0")
            .doc("Real-time mode only: how long an output may hold back a row");

    private static final OptionSet FRAMEWORK = OptionSet.of(
                    ReadOptions.CONNECTOR, ReadOptions.RETRY_TIMEOUT, ON_REJECT, FLUSH_INTERVAL)
            .and(DeadLetterOptions.all())
            .atMostOne(ON_REJECT, DeadLetterOptions.CONNECTOR);

    /** What to do with rows that the output refuses. */
    public enum OnReject {
        /** The query ends with an error. */
        FAIL,
        /** The row is logged, counted and left out. */
        WARN
    }

    private WriteOptions() {}

    /** The options of the framework and of a connector together. */
    public static OptionSet with(OutputConnector connector) {
        return FRAMEWORK.and(connector.options());
    }

    /** The options of the framework alone. */
    public static OptionSet framework() {
        return FRAMEWORK;
    }
}
