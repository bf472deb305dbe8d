package io.millrace.mongodb;

import io.millrace.api.Columns;
import io.millrace.api.KeyedStoreConnector;
import io.millrace.api.Lookup;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import io.millrace.api.RowReader;
import io.millrace.api.Scan;
import io.millrace.api.Slice;
import io.millrace.api.Store;
import io.millrace.api.StoreConnector;
import java.util.List;

/** Collections of MongoDB, scanned and looked up. */
public final class MongoInput implements KeyedStoreConnector {
    /** For the service loader. */
    public MongoInput() {}

    @Override
    public String name() {
        return "mongodb";
    }

    @Override
    public OptionSet options() {
        return InputOptions.ALL;
    }

    @Override
    public Store open(Options options) {
        return new MongoStore(options);
    }

    @Override
    public RowReader read(Slice slice, Scan scan, Options options) {
        return new MongoReader(slice, scan, options, fields(options));
    }

    @Override
    public Lookup lookup(List<String> keyColumns, List<String> columns, Options options) {
        return new MongoLookup(keyColumns, columns, options, fields(options));
    }

    private static List<Field> fields(Options options) {
        String given = options.find(StoreConnector.SCHEMA).orElse(null);
        if (given != null) {
            return Field.of(new Columns(given));
        }
        try (MongoStore store = new MongoStore(options)) {
            return Field.of(store.columns());
        }
    }
}
