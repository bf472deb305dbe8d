package io.millrace.hbase;

import io.millrace.api.Columns;
import io.millrace.api.Options;
import io.millrace.api.OutputConnector;
import io.millrace.testkit.OutputUnderTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the suites of outputs ask, answered by tables of HBase. */
interface TablesInHBase extends OutputUnderTest {
    @Override
    default OutputConnector connector() {
        return new HBaseOutput();
    }

    @Override
    default Map<String, String> create() throws IOException {
        return Everything.newCells();
    }

    @Override
    default Columns columns() {
        return Everything.COLUMNS;
    }

    @Override
    default List<@Nullable Object> row(int number) {
        return Everything.row(number);
    }

    @Override
    default List<List<@Nullable Object>> visible(Options target) throws IOException {
        return Mill.read(target.asMap());
    }

    @Override
    default List<@Nullable Object> rowOfNulls(int number) {
        return Everything.nulls(number);
    }

    @Override
    default Map.Entry<String, Columns> withoutColumn() {
        return Map.entry("id", new Columns(Everything.COLUMNS.ddl().replace("id BIGINT, ", "")));
    }

    @Override
    default Map.Entry<String, Columns> withWrongType() {
        return Map.entry("day", new Columns(Everything.COLUMNS.ddl().replace("day DATE", "day INT")));
    }

    @Override
    default Map.Entry<String, Map<String, String>> missing() {
        return Map.entry("nowhere", Everything.given("nowhere"));
    }

    /** One without a key. */
    @Override
    default List<@Nullable Object> refusedRow(Options target) {
        List<@Nullable Object> row = new ArrayList<>(Everything.row(7));
        row.set(0, null);
        return row;
    }
}
