package io.millrace.mongodb;

import io.millrace.api.Option;
import io.millrace.api.OptionSet;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The options of reading changes. */
final class ChangesOptions {
    static final Option<List<String>> COLLECTIONS = Option.list("collections")
            .alias("collection")
            .orElse("*")
            .doc(
                    "The collections whose changes are read, each as a partition of its own; * reads those of the whole database,"
                            + " as one.");

    static final Option<Shape> VALUE = Option.oneOf("value", Shape.class)
            .alias("change.stream.publish.full.document.only", Map.of("true", "document", "false", "event"))
            .orElse("event")
            .doc(
                    "What the column value holds, as JSON. event: all that MongoDB tells of the change; document: the document"
                            + " after it, or null where there is none, as after it was deleted.");

    static final Option<Json> JSON = Option.oneOf("json", Json.class)
            .alias("outputExtendedJson", Map.of("true", "canonical", "false", "relaxed"))
            .orElse("relaxed")
            .doc(
                    "How JSON tells types. relaxed: numbers and dates as one reads them; canonical: each with its type, so that"
                            + " nothing is lost.");

    static final Option<Image> FULL_DOCUMENT = Option.oneOf("fullDocument", Image.class)
            .alias("change.stream.lookup.full.document", Map.of("default", "none"))
            .orElse("none")
            .doc("Whether updates come with the whole document. none: only with what they changed; required and"
                    + " whenAvailable: with the document just after the update, which MongoDB keeps if the collection has"
                    + " changeStreamPreAndPostImages enabled; updateLookup: with the document at the time of reading, which"
                    + " is another one when it is read again, so that it needs replay=unstable.");

    static final Option<Image> BEFORE = Option.oneOf("fullDocumentBeforeChange", Image.class)
            .alias("change.stream.lookup.full.document.before.change", Map.of("default", "none", "off", "none"))
            .orElse("none")
            .check(image -> image != Image.UPDATELOOKUP, "must be none, required or whenAvailable")
            .doc("Whether changes come with the document as it was before: none, required or whenAvailable, as with"
                    + " fullDocument.");

    static final Option<Replay> REPLAY = Option.oneOf("replay", Replay.class)
            .orElse("exact")
            .doc(
                    "exact: events that are read again are the same, and options that break this are refused; unstable: they"
                            + " are allowed.");

    static final Option<Resume> RESUME_AT = Option.oneOf("resumeAt", Resume.class)
            .orElse("earliest")
            .doc(
                    "Where reading goes on when MongoDB no longer has what comes next and onDataLoss is warn. earliest: at the"
                            + " oldest change that it still has; latest: at the next one.");

    static final Option<String> PIPELINE = Option.string(InputOptions.PIPELINE.name())
            .doc(
                    "Stages of an aggregation, as JSON, that events go through on the server, such as a $match; each must look at"
                            + " one event at a time and leave _id, operationType and clusterTime as they are.");

    static final Option<Long> FETCH_SIZE = Option.wholeNumber("fetchSize")
            .orElse("1000")
            .check(size -> size > 0 && size <= 1_000_000, "must be between 1 and 1000000")
            .doc("How many events are fetched at once; no more than 16 MB are.");

    static final Option<Duration> IDLE_REFRESH = Option.duration("idleRefresh")
            .orElse("10m")
            .check(time -> time.toSeconds() >= 1, "must be at least 1s")
            .doc(
                    "How far the saved position of a collection without changes may lie behind. It then moves on by itself, so"
                            + " that it does not fall out of what MongoDB keeps. Well below the hours that the oplog holds.");

    static final OptionSet ALL = OptionSet.of(
                    ConnectionOptions.DATABASE,
                    COLLECTIONS,
                    VALUE,
                    JSON,
                    FULL_DOCUMENT,
                    BEFORE,
                    REPLAY,
                    RESUME_AT,
                    PIPELINE,
                    FETCH_SIZE,
                    IDLE_REFRESH)
            .and(ConnectionOptions.DEPLOYMENT);

    /** What a value holds. */
    enum Shape {
        EVENT,
        DOCUMENT
    }

    /** How JSON tells types. */
    enum Json {
        RELAXED,
        CANONICAL
    }

    /** Which document comes with a change. */
    enum Image {
        NONE,
        REQUIRED,
        WHENAVAILABLE,
        UPDATELOOKUP
    }

    /** Whether what is read again is the same. */
    enum Replay {
        EXACT,
        UNSTABLE
    }

    /** Where reading goes on behind a loss. */
    enum Resume {
        EARLIEST,
        LATEST
    }

    private ChangesOptions() {}
}
