package io.millrace.hbase;

import io.millrace.api.Columns;
import io.millrace.api.StoreConnector;
import io.millrace.testkit.StoreFacesConformance;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Spark reads tables by every rule. */
class HBaseStoreFacesTest extends StoreFacesConformance {
    @Override
    public StoreConnector connector() {
        return new HBaseConnector();
    }

    @Override
    public Map<String, String> create(List<List<@Nullable Object>> rows) throws IOException {
        Map<String, String> given = Everything.newCells();
        Mill.write(given, Everything.COLUMNS.ddl(), System.currentTimeMillis(), rows);
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
}
