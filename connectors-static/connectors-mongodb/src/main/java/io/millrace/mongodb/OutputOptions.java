package io.millrace.mongodb;

import io.millrace.api.Option;
import io.millrace.api.OptionSet;
import java.time.Duration;
import java.util.List;

/** The options of writing. */
final class OutputOptions {
    static final Option<Operation> OPERATION = Option.oneOf("operation", Operation.class)
            .alias("operationType")
            .orElse("replace")
            .doc("What a row does. insert: adds a document; replace: puts a document in the place of that with the same"
                    + " identity; update: sets the fields that the row has; delete: removes the document.");

    static final Option<List<String>> ID_FIELDS = Option.list("idFields")
            .alias("idFieldList")
            .orElse("_id")
            .doc(
                    "The columns by which replace, update and delete know a document. Others than _id need a unique index.");

    static final Option<Boolean> UPSERT = Option.flag("upsert")
            .alias("upsertDocument")
            .orElse("true")
            .doc("Whether replace and update add a document that is not there.");

    static final Option<String> DELETE_COLUMN = Option.string("deleteColumn")
            .doc("A BOOLEAN column that is not written: where it is true, the document is removed.");

    static final Option<String> GUARD_FIELD = Option.string("guardField")
            .check(
                    name -> !name.isEmpty() && !name.contains(".") && !name.startsWith("$") && !name.equals("_id"),
                    "must be the name of a field, without dots")
            .doc(
                    "A field, such as _millrace, in which each document tells the query and the epoch that wrote it. With it a late"
                            + " attempt of an older epoch of the same query never overwrites what a newer one wrote. Not for insert,"
                            + " which overwrites nothing.");

    static final Option<Boolean> IGNORE_NULLS = Option.flag("ignoreNulls")
            .alias("ignoreNullValues")
            .orElse("false")
            .doc("Whether a null column is left out of the document, not written as null.");

    static final Option<List<String>> OBJECT_IDS = Option.list("objectIds")
            .doc(
                    "STRING columns whose values are ObjectIds in hex and are written as such: what was read as text goes back as"
                            + " what it was.");

    static final Option<Boolean> CREATE = Option.flag("createCollection")
            .orElse("false")
            .doc("Whether a collection that is not there is made; else it is refused.");

    static final Option<Long> BATCH_SIZE = Option.wholeNumber("maxBatchSize")
            .orElse("1000")
            .check(size -> size > 0 && size <= 100_000, "must be between 1 and 100000")
            .doc("The most documents of one request.");

    static final Option<Long> BATCH_BYTES = Option.size("maxBatchBytes")
            .orElse("4mb")
            .check(size -> size > 0 && size <= 40_000_000, "must be between 1 and 40000000")
            .doc("A request is sent when it holds so many bytes.");

    static final Option<Long> IN_FLIGHT = Option.wholeNumber("inFlight")
            .orElse("2")
            .check(size -> size > 0 && size <= 64, "must be between 1 and 64")
            .doc("How many requests of a task may wait for their answers at once.");

    static final Option<String> W = Option.string("writeConcern.w")
            .orElse("majority")
            .check(w -> !w.equals("0"), "must not be 0, with which nobody hears of a failure")
            .doc("How many servers must hold a document before it counts as written: a number, majority, or a tag.");

    static final Option<Boolean> JOURNAL = Option.flag("writeConcern.journal")
            .doc("Whether they must have it in their journals; the server decides if nothing is said.");

    static final Option<Duration> W_TIMEOUT = Option.duration("writeConcern.timeout")
            .alias("writeConcern.wTimeoutMS")
            .doc("How long that may take; then it is tried again.");

    static final Option<Duration> WRITE_TIMEOUT = Option.duration("writeTimeout")
            .orElse("45s")
            .doc("How long a request is tried again after transient failures, before the task fails.");

    static final OptionSet ALL = ConnectionOptions.ALL.and(OptionSet.of(
            OPERATION,
            ID_FIELDS,
            UPSERT,
            DELETE_COLUMN,
            GUARD_FIELD,
            IGNORE_NULLS,
            OBJECT_IDS,
            CREATE,
            BATCH_SIZE,
            BATCH_BYTES,
            IN_FLIGHT,
            W,
            JOURNAL,
            W_TIMEOUT,
            WRITE_TIMEOUT));

    /** What a row does. */
    enum Operation {
        INSERT,
        REPLACE,
        UPDATE,
        DELETE
    }

    private OutputOptions() {}
}
