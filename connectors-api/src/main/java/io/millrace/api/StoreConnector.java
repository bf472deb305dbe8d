package io.millrace.api;

import java.io.IOException;

/** A bounded collection of rows: a table, a collection, a set of files. */
public non-sealed interface StoreConnector extends InputConnector {
    /**
     * The columns and their types as the user gave them. Every store takes this option from the framework, none declares it:
     * given to {@link #open}, it is what {@link Store#columns} must answer, or refuse; readers and look-ups always get it, with
     * all columns that were found, so that no executor looks for types again.
     */
    Option<String> SCHEMA = Option.string("schema")
            .doc(
                    "The columns and their types in Spark's DDL, such as id BIGINT, name STRING; left out, the store says them."
                            + " The same as schema(...) of Spark's reader");

    /** Opens the planning side. Called on the driver, a few times per query; the caller closes it. */
    Store open(Options options) throws IOException;

    /** Opens a reader of one slice. Called on executors; may be called again for the same slice, also concurrently. */
    RowReader read(Slice slice, Scan scan, Options options) throws IOException;
}
