package io.millrace.hbase;

import io.millrace.api.Columns;
import io.millrace.api.StoreConnector;
import io.millrace.testkit.StoreConformance;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A table of three regions keeps every rule of a store. */
class HBaseStoreConformanceTest extends StoreConformance {
    @Override
    public StoreConnector connector() {
        return new HBaseConnector();
    }

    @Override
    public Map<String, String> create(List<List<@Nullable Object>> rows) throws IOException {
        Map<String, String> given = Everything.newCells();
        Mill.write(given, Everything.COLUMNS.ddl(), System.currentTimeMillis(), rows);
        return named(given);
    }

    private static Map<String, String> named(Map<String, String> given) {
        given.put("connector", "hbase");
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
        return Map.entry("nowhere", named(Everything.given("nowhere")));
    }
}
