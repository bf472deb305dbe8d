package io.millrace.hbase;

import io.millrace.api.Row;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** Avro's types as those of columns, and values there and back. What is refused is an {@link IllegalArgumentException}. */
final class AvroTypes {
    private AvroTypes() {}

    /** The type in Spark's DDL. */
    static String ddl(Schema schema) {
        LogicalType logical = schema.getLogicalType();
        return switch (schema.getType()) {
            case BOOLEAN -> "BOOLEAN";
            case INT -> logical instanceof LogicalTypes.Date ? "DATE" : "INT";
            case LONG -> isTimestamp(logical) ? "TIMESTAMP" : "BIGINT";
            case FLOAT -> "FLOAT";
            case DOUBLE -> "DOUBLE";
            case STRING, ENUM -> "STRING";
            case BYTES, FIXED ->
                logical instanceof LogicalTypes.Decimal decimal
                        ? "DECIMAL(" + decimal.getPrecision() + "," + decimal.getScale() + ")"
                        : "BINARY";
            case RECORD ->
                schema.getFields().stream()
                        .map(field -> "`" + field.name() + "`: " + ddl(field.schema()))
                        .collect(Collectors.joining(", ", "STRUCT<", ">"));
            case ARRAY -> "ARRAY<" + ddl(schema.getElementType()) + ">";
            case MAP -> "MAP<STRING, " + ddl(schema.getValueType()) + ">";
            case UNION -> ddl(chosen(schema));
            case NULL -> throw new IllegalArgumentException("Avro's type null alone is no column");
        };
    }

    /** A value of a column as Avro's generic writer takes it. */
    static Object toAvro(Schema schema, Object value) {
        LogicalType logical = schema.getLogicalType();
        return switch (schema.getType()) {
            case UNION -> toAvro(chosen(schema), value);
            case INT ->
                value instanceof LocalDate date
                        ? (Object) Math.toIntExact(date.toEpochDay())
                        : ((Long) value).intValue();
            case LONG ->
                value instanceof Instant instant ? (Object) unit(logical).between(Instant.EPOCH, instant) : value;
            case FLOAT -> ((Double) value).floatValue();
            case STRING -> text(value);
            case ENUM -> new GenericData.EnumSymbol(schema, text(value));
            case BYTES -> ByteBuffer.wrap(bytes(logical, value));
            case FIXED -> new GenericData.Fixed(schema, fixed(schema, bytes(logical, value)));
            case RECORD -> record(schema, (Row) value);
            case ARRAY -> list(schema.getElementType(), (Row) value);
            case MAP -> map(schema.getValueType(), (ValuesRow.Pairs) value);
            case BOOLEAN, DOUBLE -> value;
            case NULL -> throw new IllegalArgumentException("Avro's type null alone is no column");
        };
    }

    /** A value that Avro's generic reader gave as that of a column. */
    static Object fromAvro(Schema schema, Object datum) {
        LogicalType logical = schema.getLogicalType();
        return switch (schema.getType()) {
            case UNION -> fromAvro(chosen(schema), datum);
            case INT ->
                logical instanceof LogicalTypes.Date
                        ? LocalDate.ofEpochDay((Integer) datum)
                        : (Object) ((Integer) datum).longValue();
            case LONG -> isTimestamp(logical) ? Instant.EPOCH.plus((Long) datum, unit(logical)) : datum;
            case FLOAT -> ((Float) datum).doubleValue();
            case STRING, ENUM -> datum.toString();
            case BYTES, FIXED -> binary(logical, datum);
            case RECORD ->
                new ValuesRow(schema.getFields().stream()
                        .map(field -> nullable(field.schema(), ((GenericRecord) datum).get(field.pos())))
                        .toArray());
            case ARRAY -> values(schema.getElementType(), (List<?>) datum);
            case MAP ->
                new ValuesRow.Pairs(
                        new ValuesRow(((Map<?, ?>) datum)
                                .keySet().stream().map(Object::toString).toArray()),
                        values(schema.getValueType(), ((Map<?, ?>) datum).values()));
            case BOOLEAN, DOUBLE -> datum;
            case NULL -> throw new IllegalArgumentException("Avro's type null alone is no column");
        };
    }

    /** The type of a union beside null. */
    private static Schema chosen(Schema union) {
        List<Schema> types = union.getTypes().stream()
                .filter(one -> one.getType() != Schema.Type.NULL)
                .toList();
        if (types.size() != 1) {
            throw new IllegalArgumentException(
                    "a union of " + types.size() + " types is no column; one type and null are");
        }
        return types.get(0);
    }

    private static boolean isTimestamp(@Nullable LogicalType logical) {
        return logical instanceof LogicalTypes.TimestampMillis || logical instanceof LogicalTypes.TimestampMicros;
    }

    private static ChronoUnit unit(@Nullable LogicalType logical) {
        return logical instanceof LogicalTypes.TimestampMillis ? ChronoUnit.MILLIS : ChronoUnit.MICROS;
    }

    private static String text(Object value) {
        return value instanceof byte[] bytes
                ? new String(bytes, java.nio.charset.StandardCharsets.UTF_8)
                : (String) value;
    }

    private static byte[] bytes(@Nullable LogicalType logical, Object value) {
        return logical instanceof LogicalTypes.Decimal decimal
                ? ((BigDecimal) value)
                        .setScale(decimal.getScale())
                        .unscaledValue()
                        .toByteArray()
                : (byte[]) value;
    }

    /** With the sign in front of a number that is shorter. */
    private static byte[] fixed(Schema schema, byte[] bytes) {
        int size = schema.getFixedSize();
        if (bytes.length == size) {
            return bytes;
        } else if (bytes.length > size || !(schema.getLogicalType() instanceof LogicalTypes.Decimal)) {
            throw new IllegalArgumentException("it has " + bytes.length + " bytes, not " + size);
        }
        byte[] padded = new byte[size];
        java.util.Arrays.fill(padded, bytes[0] < 0 ? (byte) -1 : 0);
        System.arraycopy(bytes, 0, padded, size - bytes.length, bytes.length);
        return padded;
    }

    private static Object binary(@Nullable LogicalType logical, Object datum) {
        byte[] bytes;
        if (datum instanceof ByteBuffer buffer) {
            bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
        } else {
            bytes = ((GenericData.Fixed) datum).bytes();
        }
        return logical instanceof LogicalTypes.Decimal decimal
                ? new BigDecimal(new BigInteger(bytes), decimal.getScale())
                : bytes;
    }

    private static GenericRecord record(Schema schema, Row row) {
        GenericRecord record = new GenericData.Record(schema);
        for (Schema.Field field : schema.getFields()) {
            record.put(field.pos(), item(field.schema(), row, field.pos()));
        }
        return record;
    }

    private static List<@Nullable Object> list(Schema element, Row row) {
        List<@Nullable Object> list = new ArrayList<>(row.size());
        for (int i = 0; i < row.size(); i++) {
            list.add(item(element, row, i));
        }
        return list;
    }

    private static Map<String, @Nullable Object> map(Schema value, ValuesRow.Pairs pairs) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.keys().size(); i++) {
            map.put(pairs.keys().stringAt(i), item(value, pairs.values(), i));
        }
        return map;
    }

    private static @Nullable Object item(Schema schema, Row row, int i) {
        return row.isNull(i) ? null : toAvro(schema, Type.of(ddl(schema)).value(row, i));
    }

    private static Row values(Schema element, java.util.Collection<?> data) {
        return new ValuesRow(
                data.stream().map(datum -> nullable(element, datum)).toArray());
    }

    private static @Nullable Object nullable(Schema schema, @Nullable Object datum) {
        return datum == null ? null : fromAvro(schema, datum);
    }
}
