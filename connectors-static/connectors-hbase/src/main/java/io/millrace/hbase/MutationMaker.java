package io.millrace.hbase;

import io.millrace.api.ConnectorException;
import io.millrace.api.Options;
import io.millrace.api.Row;
import io.millrace.api.WriteTask;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.hbase.client.Delete;
import org.apache.hadoop.hbase.client.Durability;
import org.apache.hadoop.hbase.client.Mutation;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.util.Bytes;

/** Makes puts and deletes of rows, each with an explicit time. Used by one thread. */
final class MutationMaker {
    private final Layout layout;
    private final OutputColumns columns;
    private final long epochMillis;
    private final boolean nullsDelete;
    private final Durability durability;

    MutationMaker(Layout layout, OutputColumns columns, WriteTask task, Options options) {
        if (!columns.hasTime() && task.epochMillis() == WriteTask.WITHOUT_TIME) {
            throw ConnectorException.bug("The output 'hbase' asked for a time of epoch " + task.epoch()
                    + " and was given none: a Delivery.Timed needs a WriteTask with epochMillis");
        }
        this.layout = layout;
        this.columns = columns;
        this.epochMillis = task.epochMillis();
        this.nullsDelete = options.value(HBaseOptions.ON_NULL) == HBaseOptions.OnNull.DELETE;
        this.durability = options.value(HBaseOptions.DURABILITY);
    }

    /**
     * What is to be done for a row.
     *
     * @throws IllegalArgumentException if HBase has no place for it; the message says why
     */
    List<Mutation> of(Row row) {
        byte[] key = key(row);
        long time = time(row);
        boolean deletes = columns.delete() >= 0 && !row.isNull(columns.delete()) && row.booleanAt(columns.delete());
        if (deletes) {
            return List.of(deletion(layout.cells(), key, time));
        }
        Put put = new Put(key, time);
        List<Mapped> nulls = new ArrayList<>(0);
        for (OutputColumns.Place cell : columns.cells()) {
            Mapped column = cell.column();
            if (row.isNull(cell.place())) {
                nulls.add(column);
            } else {
                put.addColumn(column.family(), column.qualifier(), time, encoded(column, row, cell.place()));
            }
        }
        boolean deletesNulls = nullsDelete && !nulls.isEmpty();
        if (put.isEmpty() && !deletesNulls) {
            throw new IllegalArgumentException("row '" + Bytes.toStringBinary(key)
                    + "' has nothing but nulls, and HBase has no rows without cells");
        } else if (put.isEmpty()) {
            return List.of(deletion(nulls, key, time));
        }
        put.setDurability(durability);
        return deletesNulls ? List.of(put, deletion(nulls, key, time)) : List.of(put);
    }

    private Mutation deletion(List<Mapped> cells, byte[] key, long time) {
        Delete delete = new Delete(key, time);
        cells.forEach(column -> delete.addColumns(column.family(), column.qualifier(), time));
        return delete.setDurability(durability);
    }

    private byte[] key(Row row) {
        List<Object> values = new ArrayList<>(columns.key().length);
        for (int part = 0; part < columns.key().length; part++) {
            Mapped column = layout.key().parts().get(part);
            if (row.isNull(columns.key()[part])) {
                throw new IllegalArgumentException("column '" + column.name() + "' of the row key is null");
            }
            values.add(column.kind().value(row, columns.key()[part]));
        }
        return layout.key().encode(values);
    }

    private static byte[] encoded(Mapped column, Row row, int place) {
        try {
            return column.codec().encode(column.kind().value(row, place));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("column '" + column.name() + "': " + e.getMessage(), e);
        }
    }

    private long time(Row row) {
        if (!columns.hasTime()) {
            return epochMillis;
        }
        if (row.isNull(columns.time())) {
            throw new IllegalArgumentException("the column that says the time of the cells is null");
        }
        long time = columns.timeIsMillis()
                ? row.longAt(columns.time())
                : row.instantAt(columns.time()).toEpochMilli();
        if (time < 0) {
            throw new IllegalArgumentException("the time of the cells is before 1970, where HBase has none");
        }
        return time;
    }
}
