package io.millrace.testkit.example;

import io.millrace.api.ConnectorException;
import io.millrace.api.DataLossException;
import io.millrace.api.Field;
import io.millrace.api.LiveLogConnector;
import io.millrace.api.Log;
import io.millrace.api.Offsets;
import io.millrace.api.Option;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import io.millrace.api.Range;
import io.millrace.api.RangeReader;
import io.millrace.api.Tail;
import java.io.IOException;
import java.util.Set;

/** Reads a {@link MemoryLog}. A partition is {@code name/number}, a position the number of an event. */
public final class MemoryConnector implements LiveLogConnector {
    /** The log's name. */
    public static final Option<String> LOG = Option.string("log").required().doc("The name of the log.");

    /** For the service loader. */
    public MemoryConnector() {}

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public OptionSet options() {
        return OptionSet.of(LOG);
    }

    @Override
    public Log open(Options options) throws IOException {
        String name = options.value(LOG);
        MemoryLog log = MemoryLog.find(name)
                .orElseThrow(() -> ConnectorException.settings(
                        "There is no log '" + name + "' in this JVM; create it, or correct the option 'log'"));
        log.calls().happened(MemoryLog.Call.OPEN);
        return new MemoryPlan(name);
    }

    @Override
    public RangeReader read(Range range, Set<Field> fields, Options options) throws IOException {
        MemoryLog log = log(options, range.partition());
        log.calls().happened(MemoryLog.Call.READ);
        return new MemoryReader(log, range);
    }

    @Override
    public Tail tail(String partition, String start, Set<Field> fields, Options options) throws IOException {
        MemoryLog log = log(options, partition);
        log.calls().happened(MemoryLog.Call.TAIL);
        return new MemoryTail(log, partition, start);
    }

    private static MemoryLog log(Options options, String partition) {
        String name = options.value(LOG);
        return MemoryLog.find(name)
                .filter(log -> log.partitions().containsKey(partition))
                .orElseThrow(() -> new DataLossException(
                        "Partition '" + partition + "' of log '" + name + "' is gone", Offsets.NONE));
    }
}
