package io.millrace.testkit.faults;

import io.millrace.api.Field;
import io.millrace.api.LiveLogConnector;
import io.millrace.api.Log;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import io.millrace.api.Range;
import io.millrace.api.RangeReader;
import io.millrace.api.Tail;
import java.io.IOException;
import java.util.Set;
import java.util.function.Supplier;

/** The broken log of the moment under a name by which Spark finds it. The framework keeps it, so it asks each time which that is. */
public final class PlantedLog implements LiveLogConnector {
    static Supplier<? extends LiveLogConnector> planted = BrokenLog::new;

    /** For the service loader. */
    public PlantedLog() {}

    @Override
    public String name() {
        return "planted";
    }

    @Override
    public OptionSet options() {
        return planted.get().options();
    }

    @Override
    public Log open(Options options) throws IOException {
        return planted.get().open(options);
    }

    @Override
    public RangeReader read(Range range, Set<Field> fields, Options options) throws IOException {
        return planted.get().read(range, fields, options);
    }

    @Override
    public Tail tail(String partition, String start, Set<Field> fields, Options options) throws IOException {
        return planted.get().tail(partition, start, fields, options);
    }
}
