package io.millrace.spark.sql;

import io.millrace.api.Event;
import io.millrace.api.Field;
import io.millrace.api.Header;
import io.millrace.api.NumberedEvent;
import io.millrace.api.Range;
import io.millrace.spark.sql.EventColumns.EventColumn;
import io.millrace.spark.sql.EventColumns.Filler;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.unsafe.types.CalendarInterval;
import org.apache.spark.unsafe.types.GeographyVal;
import org.apache.spark.unsafe.types.GeometryVal;
import org.apache.spark.unsafe.types.UTF8String;
import org.apache.spark.unsafe.types.VariantVal;
import org.jspecify.annotations.Nullable;

/**
 * A row that is only a view of the current event. One per task, shown to Spark again and again: Spark projects every row of a
 * scan into its own format, so building one here would be work done twice. Used by one thread.
 */
final class EventRow extends InternalRow {
    private static final long serialVersionUID = 1;

    private static final ArrayData NO_HEADERS = new GenericArrayData(new Object[0]);

    private final EventColumn[] columns;
    private final Filler[] fillers;
    private final boolean[] nullable;
    /** The text of the columns that are the same in all rows of a range. */
    private final @Nullable UTF8String[] constants;

    private final int partNumber;
    private final boolean showsKey;
    private final boolean showsValue;
    private transient Event event;
    private transient byte @Nullable [] key;
    private transient byte @Nullable [] value;
    private long bytes;

    EventRow(EventColumns columns, Range range) {
        this.columns = columns.list().toArray(new EventColumn[0]);
        this.fillers = columns.list().stream().map(EventColumn::filler).toArray(Filler[]::new);
        this.nullable = new boolean[fillers.length];
        this.constants = new @Nullable UTF8String[fillers.length];
        int number = 0;
        for (int i = 0; i < fillers.length; i++) {
            switch (fillers[i]) {
                case KEY, VALUE, ATTRIBUTE -> nullable[i] = true;
                case STREAM -> constants[i] = UTF8String.fromString(range.stream());
                case PARTITION -> constants[i] = UTF8String.fromString(range.partition());
                case PART -> constants[i] = UTF8String.fromString(range.part());
                case PART_NUMBER -> number = Integer.parseInt(range.part());
                case POSITION, POSITION_NUMBER, TIMESTAMP, HEADERS -> {}
            }
        }
        this.partNumber = number;
        this.showsKey = columns.fields().contains(Field.KEY);
        this.showsValue = columns.fields().contains(Field.VALUE);
        this.event = Event.of(null, null, List.of(), 0, "");
    }

    /** Shows another event. */
    EventRow show(Event next) {
        event = next;
        if (showsKey) {
            key = next.key();
            bytes += key == null ? 0 : key.length;
        }
        if (showsValue) {
            value = next.value();
            bytes += value == null ? 0 : value.length;
        }
        return this;
    }

    /** The bytes of the keys and values that were shown so far. */
    long bytes() {
        return bytes;
    }

    @Override
    public int numFields() {
        return fillers.length;
    }

    @Override
    public boolean isNullAt(int i) {
        if (!nullable[i]) {
            return false;
        }
        return switch (fillers[i]) {
            case KEY -> key == null;
            case VALUE -> value == null;
            default -> attribute(i) == null;
        };
    }

    @Override
    public byte @Nullable [] getBinary(int i) {
        return switch (fillers[i]) {
            case KEY -> key;
            case VALUE -> value;
            case ATTRIBUTE -> (byte[]) attribute(i);
            default -> throw wrongType(i, "binary");
        };
    }

    @Override
    public UTF8String getUTF8String(int i) {
        UTF8String constant = constants[i];
        if (constant != null) {
            return constant;
        }
        return switch (fillers[i]) {
            case POSITION -> position();
            case KEY -> UTF8String.fromBytes(key);
            case VALUE -> UTF8String.fromBytes(value);
            case ATTRIBUTE -> UTF8String.fromString((String) attribute(i));
            default -> throw wrongType(i, "text");
        };
    }

    @Override
    public long getLong(int i) {
        return switch (fillers[i]) {
            case TIMESTAMP -> event.timestampMicros();
            case POSITION_NUMBER -> positionNumber();
            case ATTRIBUTE -> number(i).longValue();
            default -> throw wrongType(i, "a long");
        };
    }

    @Override
    public int getInt(int i) {
        return fillers[i] == Filler.PART_NUMBER ? partNumber : number(i).intValue();
    }

    @Override
    public boolean getBoolean(int i) {
        if (attribute(i) instanceof Boolean flag) {
            return flag;
        }
        throw wrongType(i, "a boolean");
    }

    @Override
    public ArrayData getArray(int i) {
        if (fillers[i] != Filler.HEADERS) {
            throw wrongType(i, "an array");
        }
        List<Header> headers = event.headers();
        if (headers.isEmpty()) {
            return NO_HEADERS;
        }
        Object[] rows = new Object[headers.size()];
        for (int h = 0; h < rows.length; h++) {
            Header header = headers.get(h);
            rows[h] = new GenericInternalRow(
                    new @Nullable Object[] {UTF8String.fromString(header.name()), header.value()});
        }
        return new GenericArrayData(rows);
    }

    @Override
    public @Nullable Object get(int i, DataType type) {
        return boxed(i);
    }

    private @Nullable Object boxed(int i) {
        if (isNullAt(i)) {
            return null;
        }
        return switch (columns[i].ddl()) {
            case "BINARY" -> getBinary(i);
            case "STRING" -> getUTF8String(i);
            case "INT" -> getInt(i);
            case "BOOLEAN" -> getBoolean(i);
            case "BIGINT", "TIMESTAMP" -> getLong(i);
            default -> getArray(i);
        };
    }

    @Override
    public InternalRow copy() {
        @Nullable Object[] values = new @Nullable Object[fillers.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = boxed(i);
        }
        return new GenericInternalRow(values);
    }

    private UTF8String position() {
        return event instanceof NumberedEvent numbered
                ? UTF8String.fromBytes(Digits.of(numbered.number()))
                : UTF8String.fromString(event.position());
    }

    private long positionNumber() {
        return event instanceof NumberedEvent numbered ? numbered.number() : Long.parseLong(event.position());
    }

    private @Nullable Object attribute(int i) {
        return event.attributes().get(columns[i].name());
    }

    private Number number(int i) {
        if (fillers[i] == Filler.ATTRIBUTE && attribute(i) instanceof Number number) {
            return number;
        }
        throw wrongType(i, "a number");
    }

    private IllegalStateException wrongType(int i, String asked) {
        return new IllegalStateException("Column '" + columns[i].name() + "' is not " + asked);
    }

    // What no column has.

    @Override
    public byte getByte(int i) {
        throw wrongType(i, "a byte");
    }

    @Override
    public short getShort(int i) {
        throw wrongType(i, "a short");
    }

    @Override
    public float getFloat(int i) {
        throw wrongType(i, "a float");
    }

    @Override
    public double getDouble(int i) {
        throw wrongType(i, "a double");
    }

    @Override
    public Decimal getDecimal(int i, int precision, int scale) {
        throw wrongType(i, "a decimal");
    }

    @Override
    public CalendarInterval getInterval(int i) {
        throw wrongType(i, "an interval");
    }

    @Override
    public VariantVal getVariant(int i) {
        throw wrongType(i, "a variant");
    }

    @Override
    public GeographyVal getGeography(int i) {
        throw wrongType(i, "a geography");
    }

    @Override
    public GeometryVal getGeometry(int i) {
        throw wrongType(i, "a geometry");
    }

    @Override
    public InternalRow getStruct(int i, int numFields) {
        throw wrongType(i, "a struct");
    }

    @Override
    public MapData getMap(int i) {
        throw wrongType(i, "a map");
    }

    @Override
    public void setNullAt(int i) {
        throw new IllegalStateException("The row of an event is read only");
    }

    @Override
    public void update(int i, Object changed) {
        throw new IllegalStateException("The row of an event is read only");
    }
}
