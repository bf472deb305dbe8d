package io.millrace.spark.sql;

import io.millrace.api.Row;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collections;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Spark's rows, structs and arrays as the SPI sees them. A view that is shown one row after another; used by one thread. */
final class SparkRow implements Row {
    private final DataType[] types;
    private SpecializedGetters values;

    private SparkRow(DataType[] types, SpecializedGetters values) {
        this.types = types;
        this.values = values;
    }

    /** A view without a row yet. */
    static SparkRow of(StructType schema) {
        return new SparkRow(types(schema), InternalRow.empty());
    }

    /** Shows another row. */
    SparkRow show(InternalRow row) {
        values = row;
        return this;
    }

    @Override
    public int size() {
        return types.length;
    }

    @Override
    public boolean isNull(int i) {
        return values.isNullAt(i);
    }

    @Override
    public boolean booleanAt(int i) {
        return values.getBoolean(i);
    }

    @Override
    public long longAt(int i) {
        if (types[i] instanceof IntegerType) {
            return values.getInt(i);
        }
        if (types[i] instanceof ShortType) {
            return values.getShort(i);
        }
        return types[i] instanceof ByteType ? values.getByte(i) : values.getLong(i);
    }

    @Override
    public double doubleAt(int i) {
        return types[i] instanceof FloatType ? values.getFloat(i) : values.getDouble(i);
    }

    @Override
    public BigDecimal decimalAt(int i) {
        DecimalType type = (DecimalType) types[i];
        return values.getDecimal(i, type.precision(), type.scale()).toJavaBigDecimal();
    }

    @Override
    public String stringAt(int i) {
        return values.getUTF8String(i).toString();
    }

    @Override
    public byte[] bytesAt(int i) {
        return types[i] instanceof StringType ? values.getUTF8String(i).getBytes() : values.getBinary(i);
    }

    @Override
    public LocalDate dateAt(int i) {
        return LocalDate.ofEpochDay(values.getInt(i));
    }

    @Override
    public Instant instantAt(int i) {
        return DateTimeUtils.microsToInstant(values.getLong(i));
    }

    @Override
    public Row rowAt(int i) {
        StructType type = (StructType) types[i];
        return new SparkRow(types(type), values.getStruct(i, type.size()));
    }

    @Override
    public Row listAt(int i) {
        return list(values.getArray(i), ((ArrayType) types[i]).elementType());
    }

    @Override
    public Row mapKeysAt(int i) {
        return list(values.getMap(i).keyArray(), ((MapType) types[i]).keyType());
    }

    @Override
    public Row mapValuesAt(int i) {
        return list(values.getMap(i).valueArray(), ((MapType) types[i]).valueType());
    }

    private static Row list(ArrayData array, DataType type) {
        return new SparkRow(Collections.nCopies(array.numElements(), type).toArray(new DataType[0]), array);
    }

    private static DataType[] types(StructType schema) {
        return Arrays.stream(schema.fields()).map(StructField::dataType).toArray(DataType[]::new);
    }
}
