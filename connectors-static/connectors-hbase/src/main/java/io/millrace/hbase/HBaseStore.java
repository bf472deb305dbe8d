package io.millrace.hbase;

import io.millrace.api.Columns;
import io.millrace.api.ConnectorException;
import io.millrace.api.Options;
import io.millrace.api.Scan;
import io.millrace.api.ScanPlan;
import io.millrace.api.Slice;
import io.millrace.api.Store;
import io.millrace.api.StoreConnector;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.hbase.HRegionLocation;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.RegionInfo;
import org.apache.hadoop.hbase.client.RegionLocator;

/** Plans scans of a table: a slice for each region that can hold wanted rows, to be read where the region is served. */
final class HBaseStore implements Store {
    private final Layout layout;
    private final Options options;
    private final Connections.Lease lease;

    HBaseStore(Options options) throws IOException {
        this.layout = Layout.of(options);
        this.options = options;
        this.lease = Connections.SHARED.take(options, Tables.PATIENCE);
        try {
            new Tables(lease.connection(), options).demand(layout);
        } catch (IOException | RuntimeException e) {
            lease.close();
            throw e;
        }
    }

    /** The mapping says them, so a schema can only say the same, or less. */
    @Override
    public Columns columns() {
        Optional<Columns> given = options.find(StoreConnector.SCHEMA).map(Columns::new);
        given.ifPresent(schema -> schema.list().forEach(column -> {
            Mapped mapped = layout.column(column.name());
            if (!Type.same(column.type(), mapped.type())) {
                throw ConnectorException.settings("The schema says '" + column.name() + "' " + column.type()
                        + ", but the mapping says " + mapped.type() + "; leave the schema out");
            }
        }));
        return given.orElseGet(layout::ddl);
    }

    @Override
    public ScanPlan plan(Scan scan) throws IOException {
        scan.columns().forEach(layout::column);
        ScanMaker scans = new ScanMaker(layout, options);
        List<ByteRange> ranges = scans.ranges(scan.filters());
        List<Slice> slices = new ArrayList<>();
        try (RegionLocator locator = lease.connection().getRegionLocator(TableName.valueOf(layout.table()))) {
            for (HRegionLocation location : locator.getAllRegionLocations()) {
                RegionInfo region = location.getRegion();
                ByteRange held = new ByteRange(region.getStartKey(), region.getEndKey());
                if (region.getReplicaId() == RegionInfo.DEFAULT_REPLICA_ID
                        && ranges.stream().anyMatch(range -> range.and(held).isPresent())) {
                    slices.add(new Slice(held.text(), hosts(location)));
                }
            }
        } catch (IOException e) {
            throw HBaseFailures.thrown(e, "tell the regions of table '" + layout.table() + "'", options);
        }
        return new ScanPlan(slices, scans.remaining(scan.filters()));
    }

    @Override
    public void close() {
        lease.close();
    }

    private static List<String> hosts(HRegionLocation location) {
        return location.getServerName() == null ? List.of() : List.of(location.getHostname());
    }
}
