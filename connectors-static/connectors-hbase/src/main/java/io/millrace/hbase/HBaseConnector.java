package io.millrace.hbase;

import io.millrace.api.KeyedStoreConnector;
import io.millrace.api.Lookup;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import io.millrace.api.RowReader;
import io.millrace.api.Scan;
import io.millrace.api.Slice;
import io.millrace.api.Store;
import java.io.IOException;
import java.util.List;

/** HBase as a store: {@code hbase}. It is read region by region, and looked up by row key. */
public final class HBaseConnector implements KeyedStoreConnector {
    /** Made by {@link java.util.ServiceLoader}. */
    public HBaseConnector() {}

    @Override
    public String name() {
        return "hbase";
    }

    @Override
    public OptionSet options() {
        return HBaseOptions.READ;
    }

    @Override
    public Store open(Options options) throws IOException {
        return new HBaseStore(options);
    }

    @Override
    public RowReader read(Slice slice, Scan scan, Options options) throws IOException {
        return HBaseReader.open(Layout.of(options), slice, scan, options);
    }

    @Override
    public Lookup lookup(List<String> keyColumns, List<String> columns, Options options) throws IOException {
        return new HBaseLookup(keyColumns, columns, options);
    }
}
