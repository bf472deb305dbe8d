package ${package};

import io.millrace.api.Field;
import io.millrace.api.Log;
import io.millrace.api.LogConnector;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import io.millrace.api.Range;
import io.millrace.api.RangeReader;
import java.io.IOException;
import java.util.Set;

/** Reads events. */
public final class ${system}Input implements LogConnector {
    /** For the service loader. */
    public ${system}Input() {}

    @Override
    public String name() {
        return "${system.toLowerCase()}";
    }

    @Override
    public OptionSet options() {
        return OptionSet.of(${system}Options.PATH, ${system}Options.PAGE_EVENTS);
    }

    @Override
    public Log open(Options options) throws IOException {
        return new ${system}Log(${system}Client.connect(options));
    }

    @Override
    public RangeReader read(Range range, Set<Field> fields, Options options) throws IOException {
        int page = Math.toIntExact(options.value(${system}Options.PAGE_EVENTS));
        return new ${system}Reader(${system}Client.connect(options), range, page);
    }
}
