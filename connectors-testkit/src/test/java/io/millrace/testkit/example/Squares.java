package io.millrace.testkit.example;

import io.millrace.api.Columns;
import io.millrace.api.Key;
import io.millrace.api.KeyedStoreConnector;
import io.millrace.api.Lookup;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import io.millrace.api.Row;
import io.millrace.api.RowReader;
import io.millrace.api.Scan;
import io.millrace.api.ScanPlan;
import io.millrace.api.Slice;
import io.millrace.api.Store;
import io.millrace.testkit.Rows;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.SparkEnv;

/** A store that every process has: the square of each number, and the executor that was asked. */
public final class Squares implements KeyedStoreConnector {
    /** For the service loader. */
    public Squares() {}

    @Override
    public String name() {
        return "squares";
    }

    @Override
    public OptionSet options() {
        return OptionSet.EMPTY;
    }

    @Override
    public Store open(Options options) {
        return new Store() {
            @Override
            public Columns columns() {
                return new Columns("n BIGINT, square BIGINT, executor STRING");
            }

            @Override
            public ScanPlan plan(Scan scan) {
                return new ScanPlan(List.of(), List.of());
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public RowReader read(Slice slice, Scan scan, Options options) {
        throw new IllegalStateException("There is nothing to scan");
    }

    @Override
    public Lookup lookup(List<String> keyColumns, List<String> columns, Options options) {
        return new Lookup() {
            @Override
            public Map<Key, List<Row>> get(Set<Key> keys) {
                Map<Key, List<Row>> found = new HashMap<>();
                keys.forEach(key -> {
                    long n = (Long) key.values().get(0);
                    found.put(key, List.of(Rows.of(List.of(n * n, SparkEnv.get().executorId()))));
                });
                return found;
            }

            @Override
            public void close() {}
        };
    }
}
