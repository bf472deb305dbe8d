package io.millrace.hbase;

import io.millrace.api.Columns;
import io.millrace.api.ConnectorException;
import io.millrace.api.Options;
import io.millrace.api.Rejects;
import io.millrace.api.Row;
import io.millrace.api.RowReader;
import io.millrace.api.Scan;
import io.millrace.api.Slice;
import io.millrace.api.Store;
import io.millrace.api.WriteTask;
import io.millrace.api.Writer;
import io.millrace.runtime.StoreOptions;
import io.millrace.runtime.WriteOptions;
import io.millrace.testkit.Rows;
import io.millrace.testkit.server.HBaseServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.util.Bytes;
import org.jspecify.annotations.Nullable;

/** One real HBase for all tests of this JVM, with a plain client that sees the truth, and short words to read and write. */
final class Mill {
    private static final AtomicInteger TABLES = new AtomicInteger();
    private static final Rejects NONE = (row, why) -> {
        throw why;
    };

    private static final class Shared {
        static final HBaseServer SERVER = HBaseServer.start();
        static final Connection CLIENT = connect(SERVER.clientSettings());
    }

    private Mill() {}

    static HBaseServer server() {
        return Shared.SERVER;
    }

    static Connection client() {
        return Shared.CLIENT;
    }

    static Connection connect(Map<String, String> clientSettings) {
        Configuration settings = HBaseConfiguration.create();
        clientSettings.forEach(settings::set);
        try {
            return ConnectionFactory.createConnection(settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Table table(String name) throws IOException {
        return client().getTable(TableName.valueOf(name));
    }

    static Admin admin() throws IOException {
        return client().getAdmin();
    }

    /** A new table with the families f and g, split before the given keys. */
    static String newTable(byte[]... splits) throws IOException {
        return newTable(builder -> {}, splits);
    }

    /** A change of how a family is. */
    interface Family {
        void describe(ColumnFamilyDescriptorBuilder builder);
    }

    static String newTable(Family family, byte[]... splits) throws IOException {
        return newTable(client(), family, splits);
    }

    static String newTable(Connection client, Family family, byte[]... splits) throws IOException {
        String name = "t" + TABLES.incrementAndGet();
        TableDescriptorBuilder table = TableDescriptorBuilder.newBuilder(TableName.valueOf(name));
        for (String one : List.of("f", "g")) {
            ColumnFamilyDescriptorBuilder builder = ColumnFamilyDescriptorBuilder.newBuilder(Bytes.toBytes(one));
            family.describe(builder);
            table.setColumnFamily(builder.build());
        }
        try (Admin admin = client.getAdmin()) {
            if (splits.length == 0) {
                admin.createTable(table.build());
            } else {
                admin.createTable(table.build(), splits);
            }
        }
        return name;
    }

    /** What a user gives to reach a table. */
    static Map<String, String> given(String table, String mapping, String... more) {
        return given(server().clientSettings(), table, mapping, more);
    }

    static Map<String, String> given(Map<String, String> client, String table, String mapping, String... more) {
        Map<String, String> given = new HashMap<>(client);
        given.put("table", table);
        given.put("mapping", mapping);
        for (int i = 0; i < more.length; i += 2) {
            given.put(more[i], more[i + 1]);
        }
        return given;
    }

    static Options reading(Map<String, String> given) {
        return StoreOptions.with(new HBaseConnector()).read(with(given));
    }

    static Options writing(Map<String, String> given) {
        return WriteOptions.with(new HBaseOutput()).read(with(given));
    }

    private static Map<String, String> with(Map<String, String> given) {
        Map<String, String> all = new HashMap<>(given);
        all.put("connector", "hbase");
        return all;
    }

    /** All rows that a scan of all columns finds. */
    static List<List<@Nullable Object>> read(Map<String, String> given) throws IOException {
        Options options = reading(given);
        try (Store store = new HBaseConnector().open(options)) {
            Columns columns = store.columns();
            List<String> names = columns.list().stream().map(one -> one.name()).toList();
            Scan scan = new Scan(names, List.of(), 2);
            List<List<@Nullable Object>> rows = new ArrayList<>();
            for (Slice slice : store.plan(scan).slices()) {
                rows.addAll(read(slice, scan, options, columns));
            }
            return rows;
        }
    }

    static List<List<@Nullable Object>> read(Slice slice, Scan scan, Options options, Columns columns)
            throws IOException {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        try (RowReader reader = new HBaseConnector().read(slice, scan, options)) {
            for (Row row = reader.next(); row != null; row = reader.next()) {
                rows.add(Rows.values(row, columns));
            }
        }
        return rows;
    }

    /** Writes rows as one task of an epoch that has the given time. */
    static void write(
            Map<String, String> given, String columns, long epochMillis, List<? extends List<@Nullable Object>> rows)
            throws IOException {
        try (Writer writer = open(given, columns, epochMillis, NONE)) {
            for (List<@Nullable Object> row : rows) {
                writer.write(Rows.of(row));
            }
            writer.complete();
        }
    }

    static Writer open(Map<String, String> given, String columns, long epochMillis, Rejects rejects)
            throws IOException {
        return new HBaseOutput()
                .open(new WriteTask("q", 0, 0, 0, epochMillis), new Columns(columns), writing(given), rejects);
    }

    /** The failure in what was thrown. */
    static ConnectorException failure(@Nullable Throwable thrown) {
        for (Throwable at = thrown; at != null; at = at.getCause()) {
            if (at instanceof ConnectorException found) {
                return found;
            }
        }
        throw new AssertionError("Expected a ConnectorException", thrown);
    }
}
