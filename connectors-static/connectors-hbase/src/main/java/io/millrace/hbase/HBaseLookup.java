package io.millrace.hbase;

import io.millrace.api.ConnectorException;
import io.millrace.api.Key;
import io.millrace.api.Lookup;
import io.millrace.api.Options;
import io.millrace.api.Row;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.Table;

/** Finds rows by their whole row key, many in one request to each server. Safe for many threads. */
final class HBaseLookup implements Lookup {
    private final Layout layout;
    /** For each part of the row key, its place among the values of a look-up's key. */
    private final int[] places;

    private final RowMaker maker;
    private final Options options;
    private final ScanMaker scans;
    private final int batch;
    private final Connections.Lease lease;

    HBaseLookup(List<String> keyColumns, List<String> columns, Options options) {
        this.layout = Layout.of(options);
        this.maker = new RowMaker(layout, columns.stream().map(layout::column).toList(), options);
        this.places = places(keyColumns);
        this.options = options;
        this.scans = new ScanMaker(layout, options);
        this.batch = Math.toIntExact(options.value(HBaseOptions.LOOKUP_BATCH));
        this.lease = Connections.SHARED.take(options);
    }

    @Override
    public Map<Key, List<Row>> get(Set<Key> keys) throws IOException {
        Map<Key, List<Row>> found = new HashMap<>();
        List<Key> asked = new ArrayList<>(Math.min(batch, keys.size()));
        List<Get> gets = new ArrayList<>(Math.min(batch, keys.size()));
        for (Key key : keys) {
            byte[] row;
            try {
                row = layout.key().encode(values(key));
            } catch (IllegalArgumentException e) {
                continue; // no row has such a key
            }
            asked.add(key);
            gets.add(scans.get(row));
            if (gets.size() == batch) {
                ask(asked, gets, found);
                asked.clear();
                gets.clear();
            }
        }
        ask(asked, gets, found);
        return found;
    }

    @Override
    public void close() {
        lease.close();
    }

    private void ask(List<Key> keys, List<Get> gets, Map<Key, List<Row>> found) throws IOException {
        if (gets.isEmpty()) {
            return;
        }
        try (Table table = lease.connection().getTable(TableName.valueOf(layout.table()))) {
            Result[] results = table.get(gets);
            for (int i = 0; i < results.length; i++) {
                if (!results[i].isEmpty()) {
                    found.put(keys.get(i), maker.rows(results[i]));
                }
            }
        } catch (IOException e) {
            throw HBaseFailures.thrown(e, "look up rows of table '" + layout.table() + "'", options);
        }
    }

    private List<Object> values(Key key) {
        List<Object> values = new ArrayList<>(places.length);
        for (int place : places) {
            values.add(Type.plain(key.values().get(place)));
        }
        return values;
    }

    private int[] places(List<String> keyColumns) {
        List<String> parts =
                layout.key().parts().stream().map(part -> part.name()).toList();
        int[] found = new int[parts.size()];
        for (int i = 0; i < found.length; i++) {
            found[i] = place(parts.get(i), keyColumns);
        }
        keyColumns.forEach(layout::column);
        if (keyColumns.size() != found.length || java.util.Arrays.stream(found).anyMatch(place -> place < 0)) {
            throw ConnectorException.settings("Rows of table '" + layout.table()
                    + "' are looked up by their whole row key " + parts + ", not by " + keyColumns);
        }
        return found;
    }

    private static int place(String part, List<String> keyColumns) {
        for (int i = 0; i < keyColumns.size(); i++) {
            if (keyColumns.get(i).equalsIgnoreCase(part)) {
                return i;
            }
        }
        return -1;
    }
}
