package io.millrace.hbase;

import io.millrace.api.Columns;
import io.millrace.api.StoreConnector;
import io.millrace.testkit.StoreConformance;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.hadoop.hbase.util.Order;
import org.apache.hadoop.hbase.util.OrderedBytes;
import org.apache.hadoop.hbase.util.SimplePositionedMutableByteRange;
import org.jspecify.annotations.Nullable;

/** A table of three regions keeps every rule of a store. */
class HBaseStoreConformanceTest extends StoreConformance {
    @Override
    public StoreConnector connector() {
        return new HBaseConnector();
    }

    @Override
    public Map<String, String> create(List<List<@Nullable Object>> rows) throws IOException {
        return tableOf(rows);
    }

    static Map<String, String> tableOf(List<List<@Nullable Object>> rows) throws IOException {
        Map<String, String> given = Everything.given(Mill.newTable(key(-3), key(6)));
        Mill.write(given, Everything.COLUMNS.ddl(), System.currentTimeMillis(), rows);
        return given;
    }

    @Override
    public Columns columns() {
        return Everything.COLUMNS;
    }

    @Override
    public List<@Nullable Object> row(int number) {
        return Everything.row(number);
    }

    @Override
    public List<@Nullable Object> rowOfNulls(int number) {
        return Everything.nulls(number);
    }

    @Override
    public Map.Entry<String, Map<String, String>> missing() {
        return Map.entry("nowhere", Everything.given("nowhere"));
    }

    static byte[] key(long id) {
        SimplePositionedMutableByteRange bytes = new SimplePositionedMutableByteRange(9);
        OrderedBytes.encodeInt64(bytes, id, Order.ASCENDING);
        return Bytes.copy(bytes.getBytes(), 0, bytes.getPosition());
    }
}
