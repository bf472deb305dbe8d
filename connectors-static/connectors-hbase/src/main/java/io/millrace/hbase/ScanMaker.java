package io.millrace.hbase;

import io.millrace.api.Filter;
import io.millrace.api.Options;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.hbase.CompareOperator;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.filter.BinaryComparator;
import org.apache.hadoop.hbase.filter.FamilyFilter;
import org.apache.hadoop.hbase.filter.FilterList;
import org.apache.hadoop.hbase.filter.FirstKeyOnlyFilter;
import org.apache.hadoop.hbase.filter.KeyOnlyFilter;
import org.apache.hadoop.hbase.filter.MultiRowRangeFilter;
import org.apache.hadoop.hbase.filter.QualifierFilter;

/**
 * What HBase is asked for. A row is there if it has any of the mapped cells, whichever columns a query wants; so a query that
 * wants few of them must also get the rows that have none of those few.
 */
final class ScanMaker {
    private final Layout layout;
    private final List<Mapped> cells;
    private final Options options;
    private final KeyRanges keys;
    private final boolean plainCells;
    private final int versions;
    private final long[] times;

    ScanMaker(Layout layout, Options options) {
        this.layout = layout;
        this.cells = layout.cells();
        this.options = options;
        this.keys = new KeyRanges(layout);
        // A server compares the newest version with a value, and bytes that are malformed too.
        this.versions = Math.toIntExact(options.value(HBaseOptions.VERSIONS));
        this.times = times(options);
        this.plainCells = versions == 1 && options.value(HBaseOptions.ON_MALFORMED) == HBaseOptions.OnMalformed.FAIL;
    }

    /** The conditions that HBase does not apply. */
    List<Filter> remaining(List<Filter> filters) {
        return filters.stream()
                .filter(filter -> !keys.say(filter)
                        && !(plainCells && new CellFilters(layout).of(filter).isPresent()))
                .toList();
    }

    /** The row keys for which all conditions may hold, in order. */
    List<ByteRange> ranges(List<Filter> filters) {
        return keys.of(filters);
    }

    /** The scan of some ranges of row keys, at least one. */
    Scan scan(List<ByteRange> ranges, List<Mapped> wanted, List<Filter> filters) throws IOException {
        Scan scan = new Scan()
                .withStartRow(ranges.get(0).start())
                .withStopRow(ranges.get(ranges.size() - 1).stop())
                .setCacheBlocks(options.value(HBaseOptions.CACHE_BLOCKS))
                .setAsyncPrefetch(true)
                .readVersions(versions);
        options.find(HBaseOptions.CACHED_ROWS).ifPresent(rows -> scan.setCaching(Math.toIntExact(rows)));
        scan.setTimeRange(times[0], times[1]);
        FilterList all = new FilterList(FilterList.Operator.MUST_PASS_ALL);
        if (ranges.size() > 1) {
            List<MultiRowRangeFilter.RowRange> rows = new ArrayList<>(); // it is sorted there
            ranges.forEach(
                    range -> rows.add(new MultiRowRangeFilter.RowRange(range.start(), true, range.stop(), false)));
            all.addFilter(new MultiRowRangeFilter(rows));
        }
        CellFilters cells = new CellFilters(layout);
        if (plainCells) {
            filters.stream()
                    .filter(filter -> !keys.say(filter))
                    .forEach(filter -> cells.of(filter).ifPresent(all::addFilter));
        }
        select(scan, all, wanted, cells.looked());
        if (all.size() > 0) {
            scan.setFilter(all);
        }
        return scan;
    }

    /** The look-up of a row key. */
    Get get(byte[] row) throws IOException {
        Get get = new Get(row).readVersions(versions);
        get.setTimeRange(times[0], times[1]);
        cells.forEach(column -> get.addColumn(column.family(), column.qualifier()));
        return get;
    }

    private void select(Scan scan, FilterList all, List<Mapped> wanted, Set<Mapped> looked) {
        Set<Mapped> cells = new LinkedHashSet<>(wanted);
        cells.removeIf(column -> !column.isCell());
        boolean wantsTime = wanted.stream().anyMatch(column -> column.place() == Mapped.Place.TIME);
        boolean wantsAll = cells.size() == layout.cells().size() || wantsTime || !plainCells;
        if (!looked.isEmpty() && !wantsAll) {
            // Whatever passes has one of the cells that the conditions look at.
            cells.addAll(looked);
            cells.forEach(column -> scan.addColumn(column.family(), column.qualifier()));
            return;
        }
        layout.cells().forEach(column -> scan.addColumn(column.family(), column.qualifier()));
        if (!looked.isEmpty()) {
            return;
        }
        if (cells.isEmpty()) {
            if (plainCells && !wantsTime) {
                all.addFilter(new FirstKeyOnlyFilter());
            }
            all.addFilter(new KeyOnlyFilter());
        } else if (!wantsAll) {
            all.addFilter(firstOr(cells));
        }
    }

    /** The first cell of each row, so that the row is seen, and some columns. */
    private static FilterList firstOr(Set<Mapped> cells) {
        List<org.apache.hadoop.hbase.filter.Filter> either = new ArrayList<>();
        either.add(new FirstKeyOnlyFilter());
        for (Mapped column : cells) {
            either.add(new FilterList(
                    FilterList.Operator.MUST_PASS_ALL,
                    new FamilyFilter(CompareOperator.EQUAL, new BinaryComparator(column.family())),
                    new QualifierFilter(CompareOperator.EQUAL, new BinaryComparator(column.qualifier()))));
        }
        return new FilterList(FilterList.Operator.MUST_PASS_ONE, either);
    }

    private static long[] times(Options options) {
        long at = options.find(HBaseOptions.TIME_AT).map(Instant::toEpochMilli).orElse(-1L);
        if (at >= 0) {
            return new long[] {at, at + 1};
        }
        return new long[] {
            options.find(HBaseOptions.TIME_FROM).map(Instant::toEpochMilli).orElse(0L),
            options.find(HBaseOptions.TIME_TO).map(Instant::toEpochMilli).orElse(Long.MAX_VALUE)
        };
    }
}
