package io.millrace.testkit.faults;

import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import io.millrace.api.RowReader;
import io.millrace.api.Scan;
import io.millrace.api.Slice;
import io.millrace.api.Store;
import io.millrace.api.StoreConnector;
import java.io.IOException;
import java.util.function.Supplier;

/** The broken store of the moment under a name by which Spark finds it. The framework keeps it, so it asks each time which that is. */
public final class PlantedStore implements StoreConnector {
    static Supplier<? extends StoreConnector> planted = BrokenStore::new;

    /** For the service loader. */
    public PlantedStore() {}

    @Override
    public String name() {
        return "planted-store";
    }

    @Override
    public OptionSet options() {
        return planted.get().options();
    }

    @Override
    public Store open(Options options) throws IOException {
        return planted.get().open(options);
    }

    @Override
    public RowReader read(Slice slice, Scan scan, Options options) throws IOException {
        return planted.get().read(slice, scan, options);
    }
}
