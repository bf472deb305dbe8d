package io.millrace.bench;

import io.millrace.testkit.server.HBaseServer;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.BufferedMutator;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.util.Bytes;

/** A table of HBase, in one region. */
final class HBaseShelf implements Shelf {
    private static final TableName TABLE = TableName.valueOf("names");
    private static final byte[] F = Bytes.toBytes("f");
    private static final byte[] NAME = Bytes.toBytes("name");

    private final HBaseServer server;
    private final Connection connection;

    HBaseShelf() throws IOException {
        server = HBaseServer.start();
        Configuration client = HBaseConfiguration.create();
        server.clientSettings().forEach(client::set);
        connection = ConnectionFactory.createConnection(client);
        try (Admin admin = connection.getAdmin()) {
            admin.createTable(TableDescriptorBuilder.newBuilder(TABLE)
                    .setColumnFamily(ColumnFamilyDescriptorBuilder.of(F))
                    .build());
        }
    }

    @Override
    public String name() {
        return "hbase";
    }

    @Override
    public void fill(long keys) throws IOException {
        try (Admin admin = connection.getAdmin();
                BufferedMutator mutator = connection.getBufferedMutator(TABLE)) {
            admin.disableTable(TABLE);
            admin.truncateTable(TABLE, false);
            for (long id = 0; id < keys; id++) {
                mutator.mutate(new Put(Bytes.toBytes(id)).addColumn(F, NAME, Bytes.toBytes(Shelf.nameOf(id))));
            }
        }
    }

    @Override
    public Map<String, String> options() {
        Map<String, String> options = new HashMap<>(server.clientSettings());
        options.put("table", TABLE.getNameAsString());
        options.put("mapping", "id BIGINT :key, name STRING f:name");
        return options;
    }

    @Override
    public String key() {
        return "id";
    }

    @Override
    public long batch(long[] keys) throws IOException {
        long found = 0;
        try (Table table = connection.getTable(TABLE)) {
            for (org.apache.hadoop.hbase.client.Result row :
                    table.get(Arrays.stream(keys).mapToObj(HBaseShelf::get).toList())) {
                found += isRight(row) ? 1 : 0;
            }
        }
        return found;
    }

    @Override
    public boolean one(long key) throws IOException {
        try (Table table = connection.getTable(TABLE)) {
            return isRight(table.get(get(key)));
        }
    }

    private static Get get(long key) {
        return new Get(Bytes.toBytes(key)).addColumn(F, NAME);
    }

    private static boolean isRight(org.apache.hadoop.hbase.client.Result row) {
        return !row.isEmpty() && Bytes.toString(row.getValue(F, NAME)).equals(Shelf.nameOf(Bytes.toLong(row.getRow())));
    }

    @Override
    public void close() throws IOException {
        connection.close();
        server.close();
    }
}
