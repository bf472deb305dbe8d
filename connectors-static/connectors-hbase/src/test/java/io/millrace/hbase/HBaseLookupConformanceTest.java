package io.millrace.hbase;

import io.millrace.api.Columns;
import io.millrace.api.KeyedStoreConnector;
import io.millrace.testkit.LookupConformance;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Look-ups by a row key of three parts, one of them binary, keep every rule. */
class HBaseLookupConformanceTest extends LookupConformance {
    private static final Columns COLUMNS = new Columns("area STRING, id BIGINT, raw BINARY, n INT, word STRING");
    private static @Nullable String table;

    @Override
    public KeyedStoreConnector connector() {
        return new HBaseConnector();
    }

    @Override
    public Map<String, String> create(List<List<@Nullable Object>> rows) throws IOException {
        String shared = table;
        if (shared == null) {
            shared = Mill.newTable(new byte[] {2});
            table = shared;
        }
        String cell = "c" + System.nanoTime();
        Map<String, String> given = Mill.given(
                shared,
                "area STRING :key, id BIGINT :key, raw BINARY :key, n INT f:" + cell + ", word STRING g:" + cell,
                "saltBuckets",
                "4");
        Mill.write(given, COLUMNS.ddl(), System.currentTimeMillis(), rows);
        given.put("connector", "hbase");
        return given;
    }

    @Override
    public Columns columns() {
        return COLUMNS;
    }

    @Override
    public List<@Nullable Object> row(int number) {
        return Arrays.asList(
                "area " + number,
                (long) number,
                ByteBuffer.wrap(new byte[] {(byte) number, 0, -1}),
                number * 10L,
                "wörd " + number);
    }

    @Override
    public List<@Nullable Object> rowOfNulls(int number) {
        List<@Nullable Object> row = row(number);
        row.set(4, null);
        return row;
    }

    @Override
    public Map.Entry<String, Map<String, String>> missing() {
        Map<String, String> given = Mill.given("nowhere", "id STRING :key, n INT f:n", "connector", "hbase");
        return Map.entry("nowhere", given);
    }

    @Override
    public List<String> key() {
        return List.of("area", "id", "raw");
    }

    @Override
    public List<String> compositeKey() {
        return List.of("id", "raw", "area");
    }
}
