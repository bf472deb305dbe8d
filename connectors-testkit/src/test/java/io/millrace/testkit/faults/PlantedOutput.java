package io.millrace.testkit.faults;

import io.millrace.api.Columns;
import io.millrace.api.Delivery;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import io.millrace.api.OutputConnector;
import io.millrace.api.Rejects;
import io.millrace.api.WriteTask;
import io.millrace.api.Writer;
import java.io.IOException;
import java.util.function.Supplier;

/** The broken output of the moment under a name by which Spark finds it. The framework keeps it, so it asks each time which that is. */
public final class PlantedOutput implements OutputConnector {
    static Supplier<? extends OutputConnector> planted = BrokenOutput::new;

    /** For the service loader. */
    public PlantedOutput() {}

    @Override
    public String name() {
        return "planted";
    }

    @Override
    public OptionSet options() {
        return planted.get().options();
    }

    @Override
    public Delivery check(Columns columns, Options options) throws IOException {
        return planted.get().check(columns, options);
    }

    @Override
    public Writer open(WriteTask task, Columns columns, Options options, Rejects rejects) throws IOException {
        return planted.get().open(task, columns, options, rejects);
    }
}
