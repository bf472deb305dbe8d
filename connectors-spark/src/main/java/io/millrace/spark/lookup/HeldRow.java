package io.millrace.spark.lookup;

import org.apache.spark.sql.catalyst.InternalRow;

/**
 * A row of a Dataset as Spark itself holds it, without the way to Java's types and back. Public for the code that Spark generates,
 * and for nobody else.
 *
 * @param row the row, which nobody changes
 */
public record HeldRow(InternalRow row) {
    /** A row that can be kept, of one that lies in a buffer of Spark's. */
    public static HeldRow copyOf(InternalRow row) {
        return new HeldRow(row.copy());
    }
}
