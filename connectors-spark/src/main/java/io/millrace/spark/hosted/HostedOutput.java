package io.millrace.spark.hosted;

import io.millrace.api.ConnectorException;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * A system whose rows Spark writes by itself, a {@code Dataset} at a time. One implementation per system, with a public
 * constructor without parameters, listed in {@code META-INF/services/io.millrace.spark.hosted.HostedOutput}. Stateless; safe
 * for many threads; asked on the driver alone.
 */
public interface HostedOutput {
    /** The name users give in the option {@code connector}: lower case, unique among all outputs. */
    String name();

    /** The options it takes besides {@code connector} and {@code retryTimeout}. Always the same. */
    OptionSet options();

    /**
     * Refuses what cannot be written, before any data moves.
     *
     * @throws ConnectorException with kind {@code SETTINGS} if the columns or the options cannot work
     */
    void check(StructType schema, HostedWrite write, Options options);

    /**
     * Writes all rows as one epoch; they are durable and visible when it returns. After a crash the same epoch of the same
     * query comes again, with the same rows but possibly in other partitions.
     *
     * @param rows a plain batch; each action on it computes its rows anew
     */
    void write(Dataset<Row> rows, HostedWrite write, Options options);
}
