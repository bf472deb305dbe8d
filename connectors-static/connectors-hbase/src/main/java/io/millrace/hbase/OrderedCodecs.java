package io.millrace.hbase;

import io.millrace.hbase.Codec.Order;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.hadoop.hbase.util.OrderedBytes;
import org.apache.hadoop.hbase.util.PositionedByteRange;
import org.apache.hadoop.hbase.util.SimplePositionedMutableByteRange;

/**
 * Values as {@link OrderedBytes} of HBase's client encodes them, ascending. Each begins with a byte that tells its kind and tells
 * itself where it ends, so that row keys of several parts need no lengths.
 */
final class OrderedCodecs {
    private static final org.apache.hadoop.hbase.util.Order UP = org.apache.hadoop.hbase.util.Order.ASCENDING;
    /** More than any number takes. */
    private static final int ROOM = 64;

    private OrderedCodecs() {}

    static Codec of(String ddl) {
        Type type = Type.of(ddl);
        return switch (type) {
            case BOOLEAN ->
                codec(
                        Order.SAME,
                        (to, v) -> OrderedBytes.encodeInt8(to, (byte) ((boolean) v ? 1 : 0), UP),
                        b -> OrderedBytes.decodeInt8(b) != 0);
            case TINYINT ->
                codec(Order.SAME, (to, v) -> OrderedBytes.encodeInt8(to, ((Long) v).byteValue(), UP), b ->
                        (long) OrderedBytes.decodeInt8(b));
            case SMALLINT ->
                codec(Order.SAME, (to, v) -> OrderedBytes.encodeInt16(to, ((Long) v).shortValue(), UP), b ->
                        (long) OrderedBytes.decodeInt16(b));
            case INT ->
                codec(Order.SAME, (to, v) -> OrderedBytes.encodeInt32(to, ((Long) v).intValue(), UP), b ->
                        (long) OrderedBytes.decodeInt32(b));
            case BIGINT ->
                codec(Order.SAME, (to, v) -> OrderedBytes.encodeInt64(to, (Long) v, UP), OrderedBytes::decodeInt64);
            case FLOAT ->
                codec(Order.NONE, (to, v) -> OrderedBytes.encodeFloat32(to, ((Double) v).floatValue(), UP), b ->
                        (double) OrderedBytes.decodeFloat32(b));
            case DOUBLE ->
                codec(
                        Order.NONE,
                        (to, v) -> OrderedBytes.encodeFloat64(to, (Double) v, UP),
                        OrderedBytes::decodeFloat64);
            case DECIMAL -> decimal(Decimals.of(ddl));
            case DATE ->
                codec(
                        Order.SAME,
                        (to, v) -> OrderedBytes.encodeInt32(to, Math.toIntExact(((LocalDate) v).toEpochDay()), UP),
                        b -> LocalDate.ofEpochDay(OrderedBytes.decodeInt32(b)));
            case TIMESTAMP ->
                codec(
                        Order.SAME,
                        (to, v) -> OrderedBytes.encodeInt64(to, micros((Instant) v), UP),
                        b -> Instant.EPOCH.plus(OrderedBytes.decodeInt64(b), ChronoUnit.MICROS));
            case STRING -> text();
            case BINARY -> codec(Order.SAME, OrderedCodecs::blob, OrderedBytes::decodeBlobVar);
            case STRUCT, ARRAY, MAP ->
                throw new IllegalArgumentException("values of type " + ddl + " have no order; use avro");
        };
    }

    /** How many bytes the value takes that begins there. */
    static int length(byte[] bytes, int offset, int limit) {
        PositionedByteRange from = new SimplePositionedMutableByteRange(bytes, offset, limit - offset);
        OrderedBytes.skip(from);
        return from.getPosition();
    }

    /** By hand: what HBase's own does after two copies, through a {@link String}. */
    private static Codec text() {
        return codec(
                Order.SAME,
                (to, value) -> OrderedBytes.encodeString(
                        to,
                        value instanceof String text ? text : new String((byte[]) value, StandardCharsets.UTF_8),
                        UP),
                OrderedBytes::decodeString);
    }

    private static Codec decimal(Decimals decimals) {
        return codec(
                Order.NONE, OrderedCodecs::decimal, from -> decimals.fit(OrderedBytes.decodeNumericAsBigDecimal(from)));
    }

    private static int decimal(PositionedByteRange to, Object value) {
        BigDecimal number = (BigDecimal) value;
        if (number.stripTrailingZeros().precision() > OrderedBytes.MAX_PRECISION) {
            throw new IllegalArgumentException("it has more than " + OrderedBytes.MAX_PRECISION
                    + " digits, which are all that encoding 'ordered' keeps; use bytes or text");
        }
        return OrderedBytes.encodeNumeric(to, number, UP);
    }

    private static long micros(Instant instant) {
        return Math.addExact(
                Math.multiplyExact(instant.getEpochSecond(), 1_000_000), (long) (instant.getNano() / 1_000));
    }

    private static int blob(PositionedByteRange to, Object value) {
        return OrderedBytes.encodeBlobVar(to, (byte[]) value, UP);
    }

    private static Codec codec(
            Order order,
            BiFunction<PositionedByteRange, Object, Integer> encoder,
            Function<PositionedByteRange, Object> decoder) {
        return new Codec(
                Codec.ANY_WIDTH,
                order,
                value -> {
                    PositionedByteRange to = new SimplePositionedMutableByteRange(room(value));
                    int length = encoder.apply(to, value);
                    byte[] bytes = new byte[length];
                    System.arraycopy(to.getBytes(), 0, bytes, 0, length);
                    return bytes;
                },
                (bytes, at, length) -> {
                    PositionedByteRange from = new SimplePositionedMutableByteRange(bytes, at, length);
                    Object value = decoder.apply(from);
                    if (from.getPosition() != length) {
                        throw new IllegalArgumentException("bytes are left over behind the value");
                    }
                    return value;
                });
    }

    private static int room(Object value) {
        if (value instanceof String text) {
            return 3 * text.length() + 2;
        }
        return value instanceof byte[] bytes ? bytes.length * 8 / 7 + 3 : ROOM;
    }
}
