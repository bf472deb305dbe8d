package io.millrace.testkit.faults;

import io.millrace.api.Field;
import io.millrace.api.LiveLogConnector;
import io.millrace.api.Log;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import io.millrace.api.Range;
import io.millrace.api.RangeReader;
import io.millrace.api.Tail;
import io.millrace.testkit.example.MemoryConnector;
import java.io.IOException;
import java.util.Set;

/** The log in memory with one fault, which a subclass plants. */
class BrokenLog implements LiveLogConnector {
    final MemoryConnector sound = new MemoryConnector();

    @Override
    public String name() {
        return sound.name();
    }

    @Override
    public OptionSet options() {
        return sound.options();
    }

    @Override
    public Log open(Options options) throws IOException {
        return sound.open(options);
    }

    @Override
    public RangeReader read(Range range, Set<Field> fields, Options options) throws IOException {
        return sound.read(range, fields, options);
    }

    @Override
    public Tail tail(String partition, String start, Set<Field> fields, Options options) throws IOException {
        return sound.tail(partition, start, fields, options);
    }
}
