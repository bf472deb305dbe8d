package io.millrace.hbase;

import io.millrace.api.Columns;
import io.millrace.api.Delivery;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import io.millrace.api.OutputConnector;
import io.millrace.api.Rejects;
import io.millrace.api.WriteTask;
import io.millrace.api.Writer;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * HBase as an output: {@code hbase}. Rows are recognised by their row key, and all cells of an epoch have the epoch's time, or the
 * one that a column says: what is written again overwrites itself, and never what is newer.
 */
public final class HBaseOutput implements OutputConnector {
    /** Made by {@link java.util.ServiceLoader}. */
    public HBaseOutput() {}

    @Override
    public String name() {
        return "hbase";
    }

    @Override
    public OptionSet options() {
        return HBaseOptions.WRITE;
    }

    @Override
    public Delivery check(Columns columns, Options options) throws IOException {
        Layout layout = Layout.of(options);
        OutputColumns places = OutputColumns.of(columns, layout, options);
        try (Connections.Lease lease = Connections.SHARED.take(options, Tables.PATIENCE)) {
            Tables tables = new Tables(lease.connection(), options);
            Optional<Long> regions = options.find(HBaseOptions.CREATE_REGIONS);
            if (regions.isPresent()) {
                tables.demandOrCreate(layout, regions.get());
            } else {
                tables.demand(layout);
            }
        }
        String key = layout.key().parts().stream().map(Mapped::name).collect(Collectors.joining(", "));
        return places.hasTime() ? new Delivery.Idempotent(key) : new Delivery.Timed(key);
    }

    @Override
    public Writer open(WriteTask task, Columns columns, Options options, Rejects rejects) throws IOException {
        Layout layout = Layout.of(options);
        MutationMaker maker = new MutationMaker(layout, OutputColumns.of(columns, layout, options), task, options);
        return HBaseWriter.open(layout.table(), maker, options, rejects);
    }
}
