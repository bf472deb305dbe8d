package io.millrace.hbase;

import io.millrace.api.Options;
import io.millrace.api.Row;
import io.millrace.api.RowReader;
import io.millrace.api.Scan;
import io.millrace.api.Slice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.ResultScanner;
import org.apache.hadoop.hbase.client.Table;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of a range of row keys. The token of a slice is the range; behind a {@code #} stands how many rows of its first
 * key, which may come in several versions, are not wanted.
 */
final class HBaseReader implements RowReader {
    /** The token of a slice without rows. */
    private static final String NOTHING = "-";

    private final Options options;
    private final String asked;
    private final Connections.Lease lease;
    private final @Nullable Table table;
    private final @Nullable ResultScanner scanner;
    private final RowMaker maker;
    private final byte[] stop;
    private byte[] at;
    private int returned;
    private List<Row> rows = List.of();
    private boolean ended;
    private boolean closed;

    private HBaseReader(Layout layout, Slice slice, Scan scan, Options options) throws IOException {
        this.options = options;
        this.asked = "scan table '" + layout.table() + "'";
        boolean nothing = slice.token().equals(NOTHING);
        int hash = slice.token().indexOf('#');
        ByteRange range = nothing
                ? ByteRange.ALL
                : ByteRange.of(hash < 0 ? slice.token() : slice.token().substring(0, hash));
        this.at = range.start();
        this.stop = range.stop();
        this.returned = hash < 0 ? 0 : Integer.parseInt(slice.token().substring(hash + 1));
        List<Mapped> wanted = scan.columns().stream().map(layout::column).toList();
        this.maker = new RowMaker(layout, wanted, options);
        ScanMaker scans = new ScanMaker(layout, options);
        List<ByteRange> ranges = new ArrayList<>();
        if (!nothing) {
            scans.ranges(scan.filters()).forEach(one -> one.and(range).ifPresent(ranges::add));
        }
        this.lease = Connections.SHARED.take(options);
        this.ended = ranges.isEmpty();
        try {
            this.table = ended ? null : lease.connection().getTable(TableName.valueOf(layout.table()));
            this.scanner = table == null ? null : table.getScanner(scans.scan(ranges, wanted, scan.filters()));
        } catch (IOException | RuntimeException e) {
            lease.close();
            throw e;
        }
    }

    static HBaseReader open(Layout layout, Slice slice, Scan scan, Options options) throws IOException {
        try {
            return new HBaseReader(layout, slice, scan, options);
        } catch (IOException e) {
            throw HBaseFailures.thrown(e, "scan table '" + layout.table() + "'", options);
        }
    }

    @Override
    public @Nullable Row next() throws IOException {
        while (returned >= rows.size()) {
            if (ended || scanner == null) {
                return null;
            }
            fill(scanner);
        }
        return rows.get(returned++);
    }

    /** Takes the next row of HBase. */
    private void fill(ResultScanner from) throws IOException {
        Result result;
        try {
            result = from.next();
        } catch (IOException e) {
            throw HBaseFailures.thrown(e, asked, options);
        }
        if (!rows.isEmpty()) {
            at = ByteRange.after(at);
            returned = 0;
            rows = List.of();
        }
        if (result == null) {
            ended = true;
            return;
        }
        if (!java.util.Arrays.equals(at, result.getRow())) {
            returned = 0;
        }
        at = result.getRow();
        rows = maker.rows(result);
    }

    @Override
    public Optional<Slice> rest() {
        if (ended) {
            return Optional.of(new Slice(NOTHING, List.of()));
        }
        boolean all = !rows.isEmpty() && returned >= rows.size();
        String from = new ByteRange(all ? ByteRange.after(at) : at, stop).text();
        return Optional.of(new Slice(all || returned == 0 ? from : from + "#" + returned, List.of()));
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (lease) {
            if (scanner != null) {
                scanner.close();
            }
            if (table != null) {
                table.close();
            }
        }
    }
}
