package io.millrace.runtime.lookup;

import io.millrace.api.KeyedStoreConnector;
import io.millrace.api.Option;
import io.millrace.api.OptionSet;
import io.millrace.api.StoreConnector;
import io.millrace.runtime.ReadOptions;
import io.millrace.runtime.deadletter.DeadLetterOptions;
import java.time.Duration;
import java.util.List;

/** The options that every look-up understands, because the framework applies them. */
public final class LookupOptions {
    /** The store's columns that make the key. */
    public static final Option<List<String>> KEYS = Option.list("lookup.keys")
            .doc(
                    "The store's columns that are compared with the stream's, in the same order; left out, they have the same"
                            + " names");

    /** The columns that are added. */
    public static final Option<List<String>> COLUMNS = Option.list("lookup.columns")
            .doc("The store's columns that are added to each row; left out, all but those of the key");

    /** What the names of added columns begin with. */
    public static final Option<String> PREFIX =
            Option.string("lookup.prefix").orElse("").doc("What the names of the added columns begin with");

    /** What becomes of a row whose key is not in the store. */
    public static final Option<Join> JOIN = Option.oneOf("lookup.join", Join.class)
            .orElse("left")
            .doc(
                    "left: a row whose key is not in the store stays, and what would be added is null; inner: it is left out");

    /** Whether a missing key is a fault. */
    public static final Option<OnMissing> ON_MISSING = Option.oneOf("lookup.onMissing", OnMissing.class)
            .orElse("join")
            .doc(
                    "A row whose key is not in the store, or null: join: as lookup.join says; fail: end the query; deadletter:"
                            + " send the row to the dead-letter output");

    /** What becomes of a row whose look-up failed. */
    public static final Option<OnFailure> ON_FAILURE = Option.oneOf("lookup.onFailure", OnFailure.class)
            .orElse("fail")
            .doc(
                    "A row whose look-up failed for good or took longer than lookup.timeout: fail: end the query; null: keep the"
                            + " row, and what would be added is null; deadletter: send the row to the dead-letter output");

    /** The most keys of one request. */
    public static final Option<Long> BATCH_SIZE = Option.wholeNumber("lookup.batchSize")
            .orElse("500")
            .check(n -> n > 0 && n <= 100_000, "must be from 1 to 100000")
            .doc("The most keys of one request to the store");

    /** How many requests run at a time. */
    public static final Option<Long> IN_FLIGHT = Option.wholeNumber("lookup.inFlight")
            .orElse("4")
            .check(n -> n > 0 && n <= 1_000, "must be from 1 to 1000")
            .doc("How many requests each executor has under way at the same time");

    /** How long a key waits for others. */
    public static final Option<Duration> MAX_WAIT = Option.duration("lookup.maxWait")
            .orElse("2ms")
            .doc("How long a key may wait for others to make a full request with");

    /** How long a row waits for its answer. */
    public static final Option<Duration> TIMEOUT = Option.duration("lookup.timeout")
            .orElse("60s")
            .check(timeout -> !timeout.isZero(), "must be more than 0")
            .doc(
                    "How long a row waits for the answer to its key, retries included, before its look-up counts as failed");

    /** How many keys are remembered. */
    public static final Option<Long> CACHE_SIZE = Option.wholeNumber("lookup.cacheSize")
            .orElse("100000")
            .check(n -> n >= 0, "must be at least 0")
            .doc("How many keys each executor remembers with their rows; 0: none");

    /** How long the rows of a key are remembered. */
    public static final Option<Duration> CACHE_TTL = Option.duration("lookup.cacheTtl")
            .orElse("60s")
            .doc("How long the rows of a key are remembered, and so how old they may be");

    /** How long it is remembered that a key has no rows. */
    public static final Option<Duration> CACHE_MISSING_TTL = Option.duration("lookup.cacheMissingTtl")
            .orElse("10s")
            .doc("How long it is remembered that a key is not in the store");

    private static final OptionSet FRAMEWORK = OptionSet.of(
                    ReadOptions.CONNECTOR,
                    KEYS,
                    COLUMNS,
                    PREFIX,
                    JOIN,
                    ON_MISSING,
                    ON_FAILURE,
                    BATCH_SIZE,
                    IN_FLIGHT,
                    MAX_WAIT,
                    TIMEOUT,
                    CACHE_SIZE,
                    CACHE_TTL,
                    CACHE_MISSING_TTL,
                    ReadOptions.RETRY_TIMEOUT,
                    StoreConnector.SCHEMA)
            .and(DeadLetterOptions.all());

    /** What becomes of a row whose key is not in the store. */
    public enum Join {
        /** It stays. */
        LEFT,
        /** It is left out. */
        INNER
    }

    /** Whether a missing key is a fault. */
    public enum OnMissing {
        /** No: the kind of join says what becomes of the row. */
        JOIN,
        /** The query ends with an error. */
        FAIL,
        /** The row goes to the dead-letter output. */
        DEADLETTER
    }

    /** What becomes of a row whose look-up failed. */
    public enum OnFailure {
        /** The query ends with an error. */
        FAIL,
        /** It stays, with nulls. */
        NULL,
        /** It goes to the dead-letter output. */
        DEADLETTER
    }

    private LookupOptions() {}

    /** The options of the framework and of a store together. */
    public static OptionSet with(KeyedStoreConnector connector) {
        return FRAMEWORK.and(connector.options());
    }

    /** The options of the framework alone. */
    public static OptionSet framework() {
        return FRAMEWORK;
    }
}
