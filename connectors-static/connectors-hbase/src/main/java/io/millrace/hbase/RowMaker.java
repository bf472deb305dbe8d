package io.millrace.hbase;

import io.millrace.api.ConnectorException;
import io.millrace.api.Options;
import io.millrace.api.Row;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.util.Bytes;
import org.jspecify.annotations.Nullable;

/** Makes rows of what HBase answers. Safe for many threads. */
final class RowMaker {
    private final Layout layout;
    private final List<Mapped> wanted;
    /** The places of the wanted cells, in the order in which HBase has cells. */
    private final int[] cells;

    private final int[] others;
    /** For each wanted column its place in the row key; -1 if it is not there. */
    private final int[] parts;

    private final boolean wantsTime;
    private final boolean versions;
    private final boolean nullsMalformed;

    RowMaker(Layout layout, List<Mapped> wanted, Options options) {
        this.layout = layout;
        this.wanted = wanted;
        this.cells = IntStream.range(0, wanted.size())
                .boxed()
                .filter(i -> wanted.get(i).isCell())
                .sorted(Comparator.comparing((Integer i) -> wanted.get(i).family(), Bytes.BYTES_COMPARATOR)
                        .thenComparing(i -> wanted.get(i).qualifier(), Bytes.BYTES_COMPARATOR))
                .mapToInt(Integer::intValue)
                .toArray();
        this.others = IntStream.range(0, wanted.size())
                .filter(i -> !wanted.get(i).isCell())
                .toArray();
        this.parts = wanted.stream().mapToInt(layout::part).toArray();
        this.wantsTime = wanted.stream().anyMatch(column -> column.place() == Mapped.Place.TIME);
        this.versions = options.value(HBaseOptions.VERSIONS) > 1;
        this.nullsMalformed = options.value(HBaseOptions.ON_MALFORMED) == HBaseOptions.OnMalformed.NULL;
    }

    /** The rows of one row of HBase: one, or one for each time, the newest first. They stay valid. */
    List<Row> rows(Result result) {
        if (!versions) {
            return List.of(one(result));
        }
        return times(result)
                .mapToObj(time -> row(result, time, cell -> cell.getTimestamp() == time))
                .toList();
    }

    /** The only row of a row of HBase, when one version is read. */
    Row one(Result result) {
        return row(result, wantsTime ? times(result).findFirst().orElse(0) : 0, cell -> true);
    }

    private Row row(Result result, long time, Predicate<Cell> counts) {
        @Nullable Object[] values = new @Nullable Object[wanted.size()];
        byte[] key = result.getRow();
        for (int i : others) {
            Mapped column = wanted.get(i);
            values[i] = parts[i] >= 0 ? part(column, parts[i], key) : Instant.ofEpochMilli(time);
        }
        int next = 0;
        Cell[] found = result.rawCells();
        for (int i = 0; i < found.length && next < cells.length; i++) {
            Cell cell = found[i];
            int order = compare(wanted.get(cells[next]), cell);
            while (order < 0 && ++next < cells.length) {
                order = compare(wanted.get(cells[next]), cell);
            }
            if (order == 0 && next < cells.length && counts.test(cell)) {
                values[cells[next]] = value(wanted.get(cells[next]), key, cell);
                next++;
            }
        }
        return new ValuesRow(values);
    }

    /** The times of the cells, the latest first. */
    private static LongStream times(Result result) {
        return Arrays.stream(result.rawCells())
                .map(Cell::getTimestamp)
                .distinct()
                .sorted(Comparator.reverseOrder())
                .mapToLong(Long::longValue);
    }

    private @Nullable Object part(Mapped column, int part, byte[] key) {
        try {
            return layout.key().decode(part, key, 0, key.length);
        } catch (RuntimeException e) {
            return malformed(column, key, ":key", e);
        }
    }

    private @Nullable Object value(Mapped column, byte[] key, Cell cell) {
        try {
            return column.codec().decode(cell.getValueArray(), cell.getValueOffset(), cell.getValueLength());
        } catch (RuntimeException e) {
            return malformed(column, key, column.cell(), e);
        }
    }

    private @Nullable Object malformed(Mapped column, byte[] key, String place, RuntimeException e) {
        if (nullsMalformed) {
            return null;
        }
        throw ConnectorException.malformed(
                "Row '" + Bytes.toStringBinary(key) + "' of table '" + layout.table() + "' has at " + place
                        + " no value of column '" + column.name() + "' " + column.type() + " ("
                        + column.encoding().name().toLowerCase(java.util.Locale.ROOT) + "): " + e.getMessage()
                        + ". Correct type or encoding in the mapping, or set onMalformed=null",
                e);
    }

    private static int compare(Mapped column, Cell cell) {
        int order = Bytes.compareTo(
                column.family(),
                0,
                column.family().length,
                cell.getFamilyArray(),
                cell.getFamilyOffset(),
                cell.getFamilyLength());
        return order != 0
                ? order
                : Bytes.compareTo(
                        column.qualifier(),
                        0,
                        column.qualifier().length,
                        cell.getQualifierArray(),
                        cell.getQualifierOffset(),
                        cell.getQualifierLength());
    }
}
