package io.millrace.bench;

import java.util.concurrent.atomic.LongAdder;
import java.util.zip.CRC32;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What a side has read, in five numbers: equal numbers, equal records.
 *
 * @param timestamps milliseconds since {@link #EPOCH}, so that the sum of many fits
 */
record Checksum(long count, long keys, long values, long positions, long timestamps) {
    private static final long EPOCH = 1_700_000_000_000L;

    /** Of what Spark reads; {@code position} is an expression for the position as a number. */
    static Checksum of(Dataset<Row> records, String position) {
        Row sums = records.selectExpr(
                        "crc32(key) AS key",
                        "crc32(value) AS value",
                        position + " AS position",
                        "unix_millis(timestamp) - " + EPOCH + "L AS millis")
                .selectExpr("count(1)", "sum(key)", "sum(value)", "sum(position)", "sum(millis)")
                .first();
        return new Checksum(sums.getLong(0), sums.getLong(1), sums.getLong(2), sums.getLong(3), sums.getLong(4));
    }

    /** Of what is in a topic. */
    static Checksum of(RawReader reader, String topic) throws Exception {
        LongAdder keys = new LongAdder();
        LongAdder values = new LongAdder();
        LongAdder positions = new LongAdder();
        LongAdder timestamps = new LongAdder();
        long count = reader.sum(topic, record -> {
            keys.add(crc(record.key()));
            values.add(crc(record.value()));
            positions.add(record.offset());
            timestamps.add(record.timestamp() - EPOCH);
            return 1;
        });
        return new Checksum(count, keys.sum(), values.sum(), positions.sum(), timestamps.sum());
    }

    /** Of what is to be written: it has no places yet. */
    static Checksum ofRows(Dataset<Row> rows) {
        Row sums = rows.selectExpr("count(1)", "sum(crc32(key))", "sum(crc32(value))")
                .first();
        return new Checksum(sums.getLong(0), sums.getLong(1), sums.getLong(2), 0, 0);
    }

    /** The same without places and times. */
    Checksum content() {
        return new Checksum(count, keys, values, 0, 0);
    }

    /** Fails if this is not the same. */
    void demand(Checksum same, String side) {
        if (!equals(same)) {
            throw new IllegalStateException("side '" + side + "' has something else: " + same + " in place of " + this);
        }
    }

    private static long crc(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return crc.getValue();
    }
}
