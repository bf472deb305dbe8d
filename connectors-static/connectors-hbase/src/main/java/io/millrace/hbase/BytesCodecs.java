package io.millrace.hbase;

import io.millrace.hbase.Codec.Decoder;
import io.millrace.hbase.Codec.Encoder;
import io.millrace.hbase.Codec.Order;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import org.apache.hadoop.hbase.util.Bytes;

/** Values as {@link Bytes} of HBase's client encodes them. */
final class BytesCodecs {
    private static final long MILLIS_PER_DAY = 86_400_000;

    private BytesCodecs() {}

    static Codec of(String ddl) {
        Type type = Type.of(ddl);
        return switch (type) {
            case BOOLEAN ->
                fixed(1, Order.NONE, value -> Bytes.toBytes((boolean) value), (bytes, at, length) -> bytes[at] != 0);
            case TINYINT ->
                fixed(1, Order.EQUAL, value -> new byte[] {((Long) value).byteValue()}, (b, at, length) ->
                        (long) b[at]);
            case SMALLINT ->
                fixed(
                        Short.BYTES,
                        Order.EQUAL,
                        value -> Bytes.toBytes(((Long) value).shortValue()),
                        (bytes, at, length) -> (long) Bytes.toShort(bytes, at));
            case INT ->
                fixed(
                        Integer.BYTES,
                        Order.EQUAL,
                        value -> Bytes.toBytes(((Long) value).intValue()),
                        (bytes, at, length) -> (long) Bytes.toInt(bytes, at));
            case BIGINT ->
                fixed(
                        Long.BYTES,
                        Order.EQUAL,
                        value -> Bytes.toBytes((long) value),
                        (b, at, length) -> Bytes.toLong(b, at));
            case FLOAT ->
                fixed(
                        Float.BYTES,
                        Order.NONE,
                        value -> Bytes.toBytes(((Double) value).floatValue()),
                        (bytes, at, length) -> (double) Bytes.toFloat(bytes, at));
            case DOUBLE ->
                fixed(
                        Double.BYTES,
                        Order.NONE,
                        value -> Bytes.toBytes((double) value),
                        (b, at, l) -> Bytes.toDouble(b, at));
            case DECIMAL -> decimal(Decimals.of(ddl));
            case STRING, BINARY ->
                new Codec(
                        Codec.ANY_WIDTH,
                        Order.SAME,
                        BytesCodecs::bytes,
                        (b, at, l) -> Arrays.copyOfRange(b, at, at + l));
            case DATE ->
                fixed(
                        Long.BYTES,
                        Order.NONE,
                        value -> Bytes.toBytes(((LocalDate) value).toEpochDay() * MILLIS_PER_DAY),
                        (bytes, at, length) ->
                                LocalDate.ofEpochDay(Math.floorDiv(Bytes.toLong(bytes, at), MILLIS_PER_DAY)));
            case TIMESTAMP ->
                fixed(
                        Long.BYTES,
                        Order.NONE,
                        value -> Bytes.toBytes(((Instant) value).toEpochMilli()),
                        (bytes, at, length) -> Instant.ofEpochMilli(Bytes.toLong(bytes, at)));
            case STRUCT, ARRAY, MAP ->
                throw new IllegalArgumentException("values of type " + ddl + " have no bytes; use avro");
        };
    }

    private static Codec decimal(Decimals decimals) {
        return new Codec(
                Codec.ANY_WIDTH,
                Order.NONE,
                value -> Bytes.toBytes((BigDecimal) value),
                (bytes, at, length) -> decimals.fit(Bytes.toBigDecimal(bytes, at, length)));
    }

    /** The bytes of a text or of binary. */
    static byte[] bytes(Object value) {
        return value instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : (byte[]) value;
    }

    private static Codec fixed(int width, Order order, Encoder encoder, Decoder decoder) {
        return new Codec(width, order, encoder, decoder);
    }
}
