package io.millrace.spark.sql;

import java.util.function.Function;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/** Makes of rows of a store rows as Spark itself holds them, which can be kept. Safe for many threads. */
public final class InternalRows implements Function<io.millrace.api.Row, InternalRow> {
    private final DataType[] types;

    /** A converter of rows with these columns. */
    public InternalRows(StructType schema) {
        this.types = StoreRow.types(schema);
    }

    @Override
    public InternalRow apply(io.millrace.api.Row row) {
        return StoreRow.copy(row, types);
    }
}
