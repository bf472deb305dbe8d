package io.millrace.spark.sql;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The write of the query that uses a table. Spark builds it anew with every micro-batch, but an output is checked once in a
 * run, and keeps its committer from batch to batch. Safe for many threads.
 */
final class LastWrite {
    private @Nullable String query;
    private @Nullable OutputWrite write;

    /** The write of a query, made if it is another one than before. */
    synchronized OutputWrite of(String query, Supplier<OutputWrite> make) {
        OutputWrite known = write;
        if (known != null && query.equals(this.query)) {
            return known;
        }
        OutputWrite made = make.get();
        this.query = query;
        this.write = made;
        return made;
    }
}
