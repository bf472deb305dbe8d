package io.millrace.mongodb;

import io.millrace.api.Option;
import io.millrace.api.OptionSet;
import java.util.Map;

/** The options of reading. */
final class InputOptions {
    static final Option<Long> SAMPLE_SIZE = Option.wholeNumber("sampleSize")
            .orElse("1000")
            .check(size -> size > 0, "must be at least 1")
            .doc("How many documents are looked at to find the columns, when no schema is given.");

    static final Option<Long> FETCH_SIZE = Option.wholeNumber("fetchSize")
            .orElse("10000")
            .check(size -> size > 0 && size <= 1_000_000, "must be between 1 and 1000000")
            .doc(
                    "How many documents are fetched at once; no more than 16 MB are. A task holds up to two batches: while it reads one,"
                            + " the next one comes.");

    static final Option<Boolean> RESUMES = Option.flag("resumes")
            .orElse("true")
            .doc(
                    "true: documents are read in the order of _id, so that after a failure reading goes on behind the last one;"
                            + " false: in the server's own order, which is faster where one slice is the whole collection, and after a"
                            + " failure Spark runs the task again.");

    static final Option<String> PIPELINE = Option.string("aggregation.pipeline")
            .doc(
                    "Stages of an aggregation, as JSON, that documents go through before they are read. With stages that look at"
                            + " more than one document, such as $group, one task reads all.");

    static final Option<Unexpected> ON_UNEXPECTED = Option.oneOf("onUnexpected", Unexpected.class)
            .alias("mode", Map.of("failfast", "fail", "permissive", "rescue"))
            .orElse("fail")
            .doc("What to do with a value that its column cannot show exactly. fail: end the query; null: leave it out;"
                    + " rescue: leave it out and put it, as JSON, into the rescue column.");

    static final Option<String> RESCUE_COLUMN = Option.string("rescueColumn")
            .alias("columnNameOfCorruptRecord")
            .orElse("_rescued")
            .doc(
                    "With onUnexpected=rescue: the name of the column that holds such values as JSON, by the names of their"
                            + " columns.");

    static final OptionSet ALL = ConnectionOptions.ALL.and(
            OptionSet.of(SAMPLE_SIZE, FETCH_SIZE, RESUMES, PIPELINE, ON_UNEXPECTED, RESCUE_COLUMN));

    /** What is done with a value that its column cannot show exactly. */
    enum Unexpected {
        FAIL,
        NULL,
        RESCUE
    }

    private InputOptions() {}
}
