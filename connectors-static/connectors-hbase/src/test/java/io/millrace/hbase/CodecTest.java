package io.millrace.hbase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.Test;

/** Bytes of values: those of HBase's own tools, there and back, and in order where that is said. */
class CodecTest {
    private static final Map<String, List<Object>> ASCENDING = new TreeMap<>(Map.ofEntries(
            Map.entry("BOOLEAN", List.of(false, true)),
            Map.entry("TINYINT", List.of(-128L, -1L, 0L, 1L, 127L)),
            Map.entry("SMALLINT", List.of(-32768L, -1L, 0L, 300L, 32767L)),
            Map.entry("INT", List.of((long) Integer.MIN_VALUE, -1L, 0L, 70_000L, (long) Integer.MAX_VALUE)),
            Map.entry("BIGINT", List.of(Long.MIN_VALUE, -1L, 0L, 1L << 40, Long.MAX_VALUE)),
            Map.entry("FLOAT", List.of(-8388608.0, -0.5, 0.0, 0.25, 8.0)),
            Map.entry("DOUBLE", List.of(Double.NEGATIVE_INFINITY, -1e-300, 0.0, 1e-300, Double.MAX_VALUE)),
            Map.entry(
                    "DECIMAL(38,10)",
                    List.of(
                            new BigDecimal("-123456789012345678901.0000000001"),
                            new BigDecimal("-0.0000000001"),
                            new BigDecimal("0.0000000000"),
                            new BigDecimal("7.2500000000"),
                            new BigDecimal("99999999999999999999.0000000000"))),
            Map.entry("STRING", List.of("", "a", "a b", "ab", "b", "z\uffee", "\ud83d\ude00")),
            Map.entry(
                    "DATE",
                    List.of(
                            LocalDate.of(-4, 1, 1),
                            LocalDate.of(1969, 12, 31),
                            LocalDate.EPOCH,
                            LocalDate.of(9999, 12, 31))),
            Map.entry(
                    "TIMESTAMP",
                    List.of(
                            Instant.parse("0001-01-01T00:00:00Z"),
                            Instant.ofEpochMilli(-1),
                            Instant.EPOCH,
                            Instant.parse("9999-12-31T23:59:59.999Z")))));

    @Test
    void everyValueComesBackInEveryEncoding() {
        for (Encoding encoding : List.of(Encoding.BYTES, Encoding.TEXT, Encoding.ORDERED)) {
            ASCENDING.forEach((type, values) -> {
                Codec codec = encoding.codec(type);
                for (Object value : values) {
                    byte[] bytes = codec.encode(value);
                    assertThat(text(codec.decode(Bytes.add(new byte[1], bytes, new byte[1]), 1, bytes.length)))
                            .as("%s as %s", type, encoding)
                            .isEqualTo(value);
                }
            });
        }
    }

    @Test
    void bytesHaveTheOrderOfValuesWhereThatIsSaid() {
        for (Encoding encoding : List.of(Encoding.BYTES, Encoding.TEXT, Encoding.ORDERED)) {
            ASCENDING.forEach((type, values) -> {
                Codec codec = encoding.codec(type);
                for (int i = 1; i < values.size() && codec.order() == Codec.Order.SAME; i++) {
                    assertThat(Bytes.compareTo(codec.encode(values.get(i - 1)), codec.encode(values.get(i))))
                            .as("%s before %s, %s as %s", values.get(i - 1), values.get(i), type, encoding)
                            .isNegative();
                }
            });
        }
        assertThat(Encoding.ORDERED.codec("BIGINT").order()).isEqualTo(Codec.Order.SAME);
    }

    @Test
    void plainBytesAreThoseOfHBasesOwnTools() {
        assertThat(BytesCodecs.of("BIGINT").encode(-7L)).isEqualTo(Bytes.toBytes(-7L));
        assertThat(BytesCodecs.of("INT").encode(7L)).isEqualTo(Bytes.toBytes(7));
        assertThat(BytesCodecs.of("SMALLINT").encode(7L)).isEqualTo(Bytes.toBytes((short) 7));
        assertThat(BytesCodecs.of("DOUBLE").encode(0.1)).isEqualTo(Bytes.toBytes(0.1));
        assertThat(BytesCodecs.of("FLOAT").encode(0.5)).isEqualTo(Bytes.toBytes(0.5f));
        assertThat(BytesCodecs.of("BOOLEAN").encode(true)).isEqualTo(Bytes.toBytes(true));
        assertThat(BytesCodecs.of("STRING").encode("ä")).isEqualTo(Bytes.toBytes("ä"));
        assertThat(BytesCodecs.of("DECIMAL(10,2)").encode(new BigDecimal("1.50")))
                .isEqualTo(Bytes.toBytes(new BigDecimal("1.50")));
        assertThat(BytesCodecs.of("TIMESTAMP").encode(Instant.ofEpochMilli(5))).isEqualTo(Bytes.toBytes(5L));
    }

    @Test
    void bytesOfAnotherLengthAreNoNumber() {
        Codec codec = BytesCodecs.of("BIGINT");
        assertThatThrownBy(() -> codec.decode(new byte[4], 0, 4)).hasMessageContaining("it has 4 bytes, not 8");
    }

    @Test
    void digitsAreNeverLost() {
        Codec narrow = BytesCodecs.of("DECIMAL(4,1)");
        byte[] bytes = Bytes.toBytes(new BigDecimal("1.25"));
        assertThatThrownBy(() -> narrow.decode(bytes, 0, bytes.length))
                .hasMessageContaining("does not fit DECIMAL(4,1)");
        BigDecimal long38 = new BigDecimal("12345678901234567890123456789012345678");
        assertThatThrownBy(() -> OrderedCodecs.of("DECIMAL(38,0)").encode(long38))
                .hasMessageContaining("digits");
    }

    @Test
    void partsOfARowKeyComeBack() {
        List<Object> values = List.of("ab", 7L, "xy", 300L, "the rest");
        for (int buckets : new int[] {0, 7}) {
            RowKey key = new RowKey(
                    new MappingText(name -> name)
                            .parse(
                                    "a STRING :key, b INT :key, c STRING :key length=2, d BIGINT :key ordered, e STRING :key"),
                    buckets);
            byte[] row = key.encode(values);
            List<Object> back = new ArrayList<>();
            for (int i = 0; i < values.size(); i++) {
                back.add(text(key.decode(i, row, 0, row.length)));
            }
            assertThat(back).isEqualTo(values);
        }
    }

    @Test
    void aValueThatARowKeyCannotHoldIsRefused() {
        RowKey key = new RowKey(
                new MappingText(name -> name).parse("a STRING :key, b STRING :key length=2, c STRING :key"), 0);
        assertThatThrownBy(() -> key.encode(List.of("a\0b", "xy", "")))
                .hasMessageContaining("'a'")
                .hasMessageContaining("byte 0");
        assertThatThrownBy(() -> key.encode(List.of("a", "xyz", "")))
                .hasMessageContaining("'b'")
                .hasMessageContaining("it has 3 bytes");
        assertThatThrownBy(() -> key.encode(List.of("a", "xy", "x".repeat(40_000))))
                .hasMessageContaining("32767");
        RowKey one = new RowKey(new MappingText(name -> name).parse("a STRING :key"), 0);
        assertThatThrownBy(() -> one.encode(List.of(""))).hasMessageContaining("empty");
    }

    private static Object text(Object value) {
        return value instanceof byte[] bytes ? Bytes.toString(bytes) : value;
    }
}
