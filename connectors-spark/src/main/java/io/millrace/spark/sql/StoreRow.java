package io.millrace.spark.sql;

import io.millrace.api.Row;
import java.time.Instant;
import java.util.Arrays;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayBasedMapData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.unsafe.types.CalendarInterval;
import org.apache.spark.unsafe.types.GeographyVal;
import org.apache.spark.unsafe.types.GeometryVal;
import org.apache.spark.unsafe.types.UTF8String;
import org.apache.spark.unsafe.types.VariantVal;
import org.jspecify.annotations.Nullable;

/**
 * A row of the SPI as Spark sees it: a view that is shown one row after another, since Spark projects every row of a scan into
 * its own format. {@link #copy} keeps one. Used by one thread.
 */
final class StoreRow extends InternalRow {
    private static final long serialVersionUID = 1;

    private final DataType[] types;
    private transient Row row;

    private StoreRow(DataType[] types, Row row) {
        this.types = types;
        this.row = row;
    }

    /** A view without a row yet. */
    static StoreRow of(StructType schema) {
        return new StoreRow(types(schema), SparkRow.of(new StructType()));
    }

    /** Shows another row. */
    StoreRow show(Row next) {
        row = next;
        return this;
    }

    @Override
    public int numFields() {
        return types.length;
    }

    @Override
    public boolean isNullAt(int i) {
        return row.isNull(i);
    }

    @Override
    public boolean getBoolean(int i) {
        return row.booleanAt(i);
    }

    @Override
    public byte getByte(int i) {
        return (byte) row.longAt(i);
    }

    @Override
    public short getShort(int i) {
        return (short) row.longAt(i);
    }

    @Override
    public int getInt(int i) {
        return types[i] instanceof DateType ? days(row, i) : (int) row.longAt(i);
    }

    @Override
    public long getLong(int i) {
        return types[i] instanceof LongType ? row.longAt(i) : micros(row, i);
    }

    @Override
    public float getFloat(int i) {
        return (float) row.doubleAt(i);
    }

    @Override
    public double getDouble(int i) {
        return row.doubleAt(i);
    }

    @Override
    public Decimal getDecimal(int i, int precision, int scale) {
        return Decimal.apply(row.decimalAt(i), precision, scale);
    }

    @Override
    public UTF8String getUTF8String(int i) {
        return UTF8String.fromBytes(row.bytesAt(i));
    }

    @Override
    public byte[] getBinary(int i) {
        return row.bytesAt(i);
    }

    @Override
    public InternalRow getStruct(int i, int numFields) {
        return new StoreRow(types((StructType) types[i]), row.rowAt(i));
    }

    @Override
    public ArrayData getArray(int i) {
        return array(row.listAt(i), ((ArrayType) types[i]).elementType());
    }

    @Override
    public MapData getMap(int i) {
        return map(row, i, (MapType) types[i]);
    }

    @Override
    public @Nullable Object get(int i, DataType type) {
        return value(row, i, type);
    }

    @Override
    public InternalRow copy() {
        return copy(row, types);
    }

    /** A row of these types that can be kept. */
    static InternalRow copy(Row row, DataType[] types) {
        @Nullable Object[] values = new @Nullable Object[types.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(row, i, types[i]);
        }
        return new GenericInternalRow(values);
    }

    /** A value that can be kept, as Spark holds it. */
    private static @Nullable Object value(Row row, int i, DataType type) {
        if (row.isNull(i)) {
            return null;
        } else if (type instanceof StringType) {
            return UTF8String.fromBytes(row.bytesAt(i));
        } else if (type instanceof LongType) {
            return row.longAt(i);
        } else if (type instanceof IntegerType) {
            return (int) row.longAt(i);
        } else if (type instanceof DoubleType) {
            return row.doubleAt(i);
        } else if (type instanceof BooleanType) {
            return row.booleanAt(i);
        } else if (type instanceof TimestampType || type instanceof TimestampNTZType) {
            return micros(row, i);
        } else if (type instanceof DateType) {
            return days(row, i);
        } else if (type instanceof DecimalType decimal) {
            return Decimal.apply(row.decimalAt(i), decimal.precision(), decimal.scale());
        } else if (type instanceof BinaryType) {
            return row.bytesAt(i);
        } else if (type instanceof StructType struct) {
            return copy(row.rowAt(i), types(struct));
        } else if (type instanceof ArrayType array) {
            return array(row.listAt(i), array.elementType());
        } else if (type instanceof MapType map) {
            return map(row, i, map);
        } else if (type instanceof FloatType) {
            return (float) row.doubleAt(i);
        } else if (type instanceof ShortType) {
            return (short) row.longAt(i);
        } else if (type instanceof ByteType) {
            return (byte) row.longAt(i);
        }
        throw new IllegalStateException("A store cannot have a column of type " + type.sql());
    }

    private static ArrayData array(Row list, DataType type) {
        @Nullable Object[] values = new @Nullable Object[list.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(list, i, type);
        }
        return new GenericArrayData(values);
    }

    private static MapData map(Row row, int i, MapType type) {
        return new ArrayBasedMapData(
                array(row.mapKeysAt(i), type.keyType()), array(row.mapValuesAt(i), type.valueType()));
    }

    private static int days(Row row, int i) {
        return Math.toIntExact(row.dateAt(i).toEpochDay());
    }

    private static long micros(Row row, int i) {
        Instant instant = row.instantAt(i);
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000), instant.getNano() / 1000);
    }

    static DataType[] types(StructType schema) {
        return Arrays.stream(schema.fields()).map(StructField::dataType).toArray(DataType[]::new);
    }

    // What no store has.

    @Override
    public CalendarInterval getInterval(int i) {
        throw wrongType(i);
    }

    @Override
    public VariantVal getVariant(int i) {
        throw wrongType(i);
    }

    @Override
    public GeographyVal getGeography(int i) {
        throw wrongType(i);
    }

    @Override
    public GeometryVal getGeometry(int i) {
        throw wrongType(i);
    }

    @Override
    public void setNullAt(int i) {
        throw new IllegalStateException("The row of a store is read only");
    }

    @Override
    public void update(int i, Object changed) {
        throw new IllegalStateException("The row of a store is read only");
    }

    private IllegalStateException wrongType(int i) {
        return new IllegalStateException("A store cannot have a column of type " + types[i].sql());
    }
}
