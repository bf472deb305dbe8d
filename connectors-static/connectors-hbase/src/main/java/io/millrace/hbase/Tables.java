package io.millrace.hbase;

import io.millrace.api.ConnectorException;
import io.millrace.api.Options;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.hadoop.hbase.TableExistsException;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.TableNotEnabledException;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptor;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.util.Bytes;

/** Looks after tables before anything is read or written. Used on the driver. */
final class Tables {
    /** How long somebody who is only starting waits for HBase. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Connection connection;
    private final Options options;

    Tables(Connection connection, Options options) {
        this.connection = connection;
        this.options = options;
    }

    /** Refuses a table that is not there, is disabled, or lacks a column family of the mapping. */
    void demand(Layout layout) throws IOException {
        try (Admin admin = connection.getAdmin()) {
            check(admin, layout);
        } catch (IOException e) {
            throw atStart(e, layout);
        }
    }

    /** As {@link #demand}, but creates a table that is not there. */
    void demandOrCreate(Layout layout, long regions) throws IOException {
        try (Admin admin = connection.getAdmin()) {
            if (!admin.tableExists(TableName.valueOf(layout.table()))) {
                create(admin, layout, Math.toIntExact(regions));
            }
            check(admin, layout);
        } catch (IOException e) {
            throw atStart(e, layout);
        }
    }

    /** Whether a table is there and disabled; false too if nobody can tell. */
    boolean isDisabled(TableName table) {
        try (Admin admin = connection.getAdmin()) {
            return admin.isTableDisabled(table);
        } catch (IOException e) {
            return false;
        }
    }

    private ConnectorException atStart(IOException e, Layout layout) throws IOException {
        return HBaseFailures.atStart(HBaseFailures.thrown(e, "describe table '" + layout.table() + "'", options));
    }

    private static void check(Admin admin, Layout layout) throws IOException {
        TableName name = TableName.valueOf(layout.table());
        TableDescriptor table = admin.getDescriptor(name);
        if (!admin.isTableEnabled(name)) {
            throw new TableNotEnabledException(layout.table());
        }
        Set<String> missing = new TreeSet<>();
        for (Mapped column : layout.cells()) {
            if (!table.hasColumnFamily(column.family())) {
                missing.add(Bytes.toString(column.family()));
            }
        }
        if (!missing.isEmpty()) {
            throw ConnectorException.settings("Table '" + layout.table() + "' has no column family '"
                    + String.join("', '", missing) + "', only "
                    + table.getColumnFamilyNames().stream().map(Bytes::toString).toList()
                    + "; add it or correct the mapping");
        }
    }

    private void create(Admin admin, Layout layout, int regions) throws IOException {
        List<ColumnFamilyDescriptor> families = layout.cells().stream()
                .map(column -> Bytes.toString(column.family()))
                .distinct()
                .map(family -> ColumnFamilyDescriptorBuilder.of(Bytes.toBytes(family)))
                .toList();
        TableDescriptor table = TableDescriptorBuilder.newBuilder(TableName.valueOf(layout.table()))
                .setColumnFamilies(families)
                .build();
        byte[][] splits = splits(layout.key().buckets(), regions);
        try {
            if (splits.length == 0) {
                admin.createTable(table);
            } else {
                admin.createTable(table, splits);
            }
        } catch (TableExistsException e) {
            // Somebody else was quicker.
        }
    }

    /** The first keys of all regions but the first. */
    private byte[][] splits(int buckets, int regions) {
        if (buckets > 0) {
            int cuts = Math.min(regions, buckets);
            return IntStream.range(1, cuts)
                    .mapToObj(i -> new byte[] {(byte) (i * buckets / cuts)})
                    .toArray(byte[][]::new);
        }
        byte[] start = Bytes.toBytes(options.value(HBaseOptions.REGION_START));
        byte[] end = Bytes.toBytes(options.value(HBaseOptions.REGION_END));
        return switch (regions) {
            case 1 -> new byte[0][];
            case 2 -> new byte[][] {start};
            case 3 -> new byte[][] {start, end};
            default -> Bytes.split(start, end, regions - 3);
        };
    }
}
