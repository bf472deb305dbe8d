package io.millrace.spark.hosted;

import io.millrace.api.ConnectorException;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.types.StructType;

/**
 * A system whose rows Spark reads by itself, because it does that better than anybody. One implementation per system, with a
 * public constructor without parameters, listed in {@code META-INF/services/io.millrace.spark.hosted.HostedInput}. Stateless;
 * safe for many threads; asked on the driver alone.
 */
public interface HostedInput {
    /** The name users give in the option {@code connector}: lower case, unique among all inputs. */
    String name();

    /** The options it takes besides {@code connector} and {@code retryTimeout}. Always the same. */
    OptionSet options();

    /**
     * The columns, asked when the user gave no schema to Spark's reader.
     *
     * @throws ConnectorException with kind {@code SETTINGS} if they cannot be known
     */
    StructType schema(Options options);

    /** How it is read, as a batch and as micro-batches; both are asked of what {@link ScanBuilder#build} answers. */
    ScanBuilder scan(StructType schema, Options options);
}
