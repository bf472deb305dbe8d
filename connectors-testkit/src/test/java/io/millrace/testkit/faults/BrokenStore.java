package io.millrace.testkit.faults;

import io.millrace.api.Columns;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import io.millrace.api.RowReader;
import io.millrace.api.Scan;
import io.millrace.api.ScanPlan;
import io.millrace.api.Slice;
import io.millrace.api.Store;
import io.millrace.api.StoreConnector;
import io.millrace.testkit.example.MemoryStoreConnector;
import java.io.IOException;

/** The store in memory with one fault, which a subclass plants. */
class BrokenStore implements StoreConnector {
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
        Store store = sound.open(options);
        return new Store() {
            @Override
            public Columns columns() throws IOException {
                return changed(store.columns());
            }

            @Override
            public ScanPlan plan(Scan scan) throws IOException {
                return changed(store, scan);
            }

            @Override
            public void close() throws IOException {
                store.close();
            }
        };
    }

    /** The columns that are shown. */
    Columns changed(Columns columns) {
        return columns;
    }

    /** The plan that is handed out. */
    ScanPlan changed(Store store, Scan scan) throws IOException {
        return store.plan(scan);
    }

    @Override
    public RowReader read(Slice slice, Scan scan, Options options) throws IOException {
        return sound.read(slice, scan, options);
    }
}
