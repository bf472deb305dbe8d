package io.millrace.testkit.faults;

import io.millrace.api.KeyedStoreConnector;
import io.millrace.api.Lookup;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import io.millrace.api.RowReader;
import io.millrace.api.Scan;
import io.millrace.api.Slice;
import io.millrace.api.Store;
import io.millrace.testkit.example.MemoryStoreConnector;
import java.io.IOException;
import java.util.List;

/** The look-up in memory with one fault, which a subclass plants. */
class BrokenLookup implements KeyedStoreConnector {
    final MemoryStoreConnector sound = new MemoryStoreConnector();

    @Override
    public String name() {
        return sound.name();
    }

    @Override
    public OptionSet options() {
        return sound.options();
    }

    @Override
    public Store open(Options options) throws IOException {
        return sound.open(options);
    }

    @Override
    public RowReader read(Slice slice, Scan scan, Options options) throws IOException {
        return sound.read(slice, scan, options);
    }

    @Override
    public Lookup lookup(List<String> keyColumns, List<String> columns, Options options) throws IOException {
        return sound.lookup(keyColumns, columns, options);
    }
}
