package io.millrace.runtime;

import io.millrace.api.ConnectorException;
import io.millrace.api.Option;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import java.time.Duration;
import java.util.List;

/** The options of the DStream faces, beside those that every log or output understands. */
public final class DStreamOptions {
    /** The most events per second. */
    public static final Option<Long> MAX_RATE = Option.wholeNumber("maxRate")
            .check(n -> n > 0, "must be at least 1")
            .doc("The most events per second: of a direct stream in all, or of each receiver");

    /** The most events per second and partition. */
    public static final Option<Long> MAX_RATE_PER_PARTITION = Option.wholeNumber("maxRatePerPartition")
            .check(n -> n > 0, "must be at least 1")
            .doc(
                    "Direct streams only: the most events per second, times the number of partitions, which share them. If it"
                            + " is not given, Spark's setting spark.streaming.CONNECTOR.maxRatePerPartition holds");

    /** How many receivers. */
    public static final Option<Long> RECEIVERS = Option.wholeNumber("receivers")
            .orElse("1")
            .check(n -> n > 0 && n <= 10_000, "must be from 1 to 10000")
            .doc("Receivers only: how many of them run; each keeps a core for good");

    /** What a receiver must have done before it takes on an event as received. */
    public static final Option<Durability> DURABILITY = Option.oneOf("durability", Durability.class)
            .orElse("log")
            .doc("Receivers only: log: an event counts as received when it is in Spark's write-ahead log, which must be"
                    + " on; memory: when it is in the memory of an executor, so that a crash may lose it");

    /** How often a receiver looks for new partitions. */
    public static final Option<Duration> DISCOVER_INTERVAL = Option.duration("discoverInterval")
            .orElse("10s")
            .check(interval -> !interval.isZero(), "must be more than 0")
            .doc("Receivers of a log only: how often they look for new partitions");

    /** The name of a write. */
    public static final Option<String> QUERY_NAME = Option.string("queryName")
            .doc("The name by which a transactional output recognises what it has already taken. It must stay the same"
                    + " over restarts; if it is not given, one is made and kept in the checkpoint");

    /** The columns that become folders. */
    public static final Option<List<String>> PARTITION_BY = Option.list("partitionBy")
            .doc("Writes of files only: the columns that become folders such as day=2026-01-31, the outermost first");

    private static final OptionSet DIRECT = OptionSet.of(MAX_RATE, MAX_RATE_PER_PARTITION);
    private static final OptionSet RECEIVING = OptionSet.of(MAX_RATE, RECEIVERS, DURABILITY, DISCOVER_INTERVAL);
    private static final OptionSet WRITING = OptionSet.of(QUERY_NAME, PARTITION_BY);

    /** What a receiver must have done before it takes on an event as received. */
    public enum Durability {
        /** It is in Spark's write-ahead log. */
        LOG,
        /** It is in memory. */
        MEMORY
    }

    private DStreamOptions() {}

    /** The options of direct streams. */
    public static OptionSet direct() {
        return DIRECT;
    }

    /** The options of receivers. */
    public static OptionSet receiving() {
        return RECEIVING;
    }

    /** The options of writes. */
    public static OptionSet writing() {
        return WRITING;
    }

    /** All of them, for the reference. */
    public static OptionSet all() {
        return OptionSet.of(
                MAX_RATE, MAX_RATE_PER_PARTITION, RECEIVERS, DURABILITY, DISCOVER_INTERVAL, QUERY_NAME, PARTITION_BY);
    }

    /** Refuses options that have no meaning here. */
    public static void refuse(Options options, String why, List<Option<?>> meaningless) {
        for (Option<?> option : meaningless) {
            if (options.has(option)) {
                throw ConnectorException.settings("Option '" + option.name() + "' " + why + "; leave it out");
            }
        }
    }
}
