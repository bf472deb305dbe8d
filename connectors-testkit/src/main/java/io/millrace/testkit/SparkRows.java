package io.millrace.testkit;

import io.millrace.api.Columns;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/** Plain values, as {@link Rows} lists them, in Spark. */
final class SparkRows {
    private SparkRows() {}

    /** A table of rows, with their numbers in a first column {@code n}. */
    static Dataset<Row> numbered(Columns columns, List<List<@Nullable Object>> rows) {
        StructType schema = StructType.fromDDL("`the number` INT, " + columns.ddl());
        List<Row> numbered = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            List<@Nullable Object> values = new ArrayList<>();
            values.add(i);
            for (int column = 1; column < schema.length(); column++) {
                values.add(
                        value(rows.get(i).get(column - 1), schema.apply(column).dataType()));
            }
            numbered.add(RowFactory.create(values.toArray()));
        }
        return LocalSpark.session().createDataFrame(numbered, schema).withColumnRenamed("the number", "n");
    }

    private static @Nullable Object value(@Nullable Object value, DataType type) {
        if (value instanceof Long number) {
            return whole(number, type);
        } else if (value instanceof Double number && type.equals(DataTypes.FloatType)) {
            return number.floatValue();
        } else if (value instanceof Instant instant && type.equals(DataTypes.TimestampNTZType)) {
            return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
        } else if (value instanceof ByteBuffer buffer) {
            return Rows.of(List.of(buffer)).bytesAt(0);
        } else if (value instanceof List<?> list && type instanceof StructType struct) {
            List<@Nullable Object> fields = new ArrayList<>();
            for (int i = 0; i < list.size(); i++) {
                fields.add(value(list.get(i), struct.apply(i).dataType()));
            }
            return RowFactory.create(fields.toArray());
        } else if (value instanceof List<?> list && type instanceof ArrayType array) {
            List<@Nullable Object> elements = new ArrayList<>();
            list.forEach(element -> elements.add(value(element, array.elementType())));
            return CollectionConverters.asScala(elements).toSeq();
        } else if (value instanceof Map<?, ?> map && type instanceof MapType entries) {
            Map<@Nullable Object, @Nullable Object> converted = new LinkedHashMap<>();
            map.forEach((key, of) -> converted.put(value(key, entries.keyType()), value(of, entries.valueType())));
            return CollectionConverters.asScala(converted);
        }
        return value;
    }

    private static Object whole(long number, DataType type) {
        if (type.equals(DataTypes.ByteType)) {
            return (byte) number;
        } else if (type.equals(DataTypes.ShortType)) {
            return (short) number;
        } else if (type.equals(DataTypes.IntegerType)) {
            return (int) number;
        }
        return number;
    }
}
