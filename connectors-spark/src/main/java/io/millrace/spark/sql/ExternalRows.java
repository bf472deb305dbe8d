package io.millrace.spark.sql;

import java.util.function.Function;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.types.StructType;
import scala.Function1;

/** Makes of rows of a store rows as users of Spark know them, which can be kept. Safe for many threads. */
public final class ExternalRows implements Function<io.millrace.api.Row, Row> {
    private final StructType schema;
    private final Function1<Object, Object> convert;

    /** A converter of rows with these columns. */
    public ExternalRows(StructType schema) {
        this.schema = schema;
        this.convert = CatalystTypeConverters.createToScalaConverter(schema);
    }

    @Override
    public Row apply(io.millrace.api.Row row) {
        return (Row) convert.apply(StoreRow.of(schema).show(row).copy());
    }
}
