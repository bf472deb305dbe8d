package io.millrace.kafka;

import io.millrace.api.Option;
import io.millrace.api.OptionSet;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The options of reading from Kafka. */
final class InputOptions {
    /** What a timestamp means that is later than every event of a partition. */
    enum NoneThatLate {
        ERROR,
        LATEST
    }

    static final Option<List<String>> SUBSCRIBE = Option.list("subscribe").doc("The topics to read.");

    static final Option<Pattern> SUBSCRIBE_PATTERN = Option.of(
                    "subscribePattern", "regular expression", InputOptions::pattern)
            .doc("The topics to read, by a Java regular expression on their whole names; topics may appear later.");

    static final Option<Assignment> ASSIGN = Option.of("assign", "partitions", Assignment::parse)
            .doc("The partitions to read: {\"orders\":[0,1]} or orders/0,orders/1.");

    static final Option<Duration> POLL_TIMEOUT = Option.duration("kafkaConsumer.pollTimeoutMs")
            .check(timeout -> !timeout.isZero(), "must be longer than 0")
            .orElse("30s")
            .doc("How long reading waits without any progress before it fails, to be tried again by the framework.");

    static final Option<NoneThatLate> NONE_THAT_LATE = Option.oneOf(
                    "startingOffsetsByTimestampStrategy", NoneThatLate.class)
            .orElse("latest")
            .doc(
                    "What a starting timestamp means that is later than every event of a partition: its end, or an error.");

    static final Option<Long> MIN_PARTITIONS = Option.wholeNumber("minPartitions")
            .check(number -> number > 0, "must be 1 or more")
            .doc("The least number of tasks per batch; large partitions are read by several tasks.");

    static final Option<Long> MAX_RECORDS_PER_TASK = Option.wholeNumber("maxRecordsPerPartition")
            .check(number -> number > 0, "must be 1 or more")
            .doc("The most offsets that one task reads; larger ranges are read by several tasks.");

    static final Option<Boolean> INCLUDE_HEADERS =
            Option.flag("includeHeaders").orElse("false").doc("Whether the native columns include headers.");

    static final Option<String> COMMIT_TO_GROUP = Option.string("commitOffsetsToGroup")
            .doc("A consumer group to which offsets are written after each batch, for lag tools to see."
                    + " Nothing is ever read from it: progress is kept in Spark's checkpoint.");

    private static final Option<String> GROUP_ID_PREFIX = Option.string("groupIdPrefix")
            .doc("Accepted for queries that move over, without effect: reading joins no consumer group.");

    private static final Option<Long> FETCH_OFFSET_RETRIES = Option.wholeNumber("fetchOffset.numRetries")
            .doc("Accepted for queries that move over, without effect: the framework's own retries apply.");

    private static final Option<Duration> FETCH_OFFSET_INTERVAL = Option.duration("fetchOffset.retryIntervalMs")
            .doc("Accepted for queries that move over, without effect: the framework's own retries apply.");

    static final OptionSet ALL = OptionSet.of(
                    SUBSCRIBE,
                    SUBSCRIBE_PATTERN,
                    ASSIGN,
                    POLL_TIMEOUT,
                    NONE_THAT_LATE,
                    MIN_PARTITIONS,
                    MAX_RECORDS_PER_TASK,
                    INCLUDE_HEADERS,
                    COMMIT_TO_GROUP,
                    GROUP_ID_PREFIX,
                    FETCH_OFFSET_RETRIES,
                    FETCH_OFFSET_INTERVAL)
            .and(Clients.options())
            .exactlyOne(SUBSCRIBE, SUBSCRIBE_PATTERN, ASSIGN)
            .refuse(
                    "kafka.auto.offset.reset",
                    "where a query starts is said by startingOffsets, and it must notice when events are gone")
            .refuse(
                    "kafka.enable.auto.commit",
                    "progress is kept in the checkpoint; see commitOffsetsToGroup for lag tools")
            .refuse("kafka.key.deserializer", "keys come as bytes; decode them in the query")
            .refuse("kafka.value.deserializer", "values come as bytes; decode them in the query");

    private InputOptions() {}

    private static Pattern pattern(String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "expected a Java regular expression; " + e.getDescription() + " at " + e.getIndex(), e);
        }
    }
}
