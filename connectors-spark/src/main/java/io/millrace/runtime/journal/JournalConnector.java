package io.millrace.runtime.journal;

import io.millrace.api.Field;
import io.millrace.api.LiveLogConnector;
import io.millrace.api.Log;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import io.millrace.api.PushConnector;
import io.millrace.api.Range;
import io.millrace.api.RangeReader;
import io.millrace.api.Tail;
import java.io.IOException;
import java.time.Clock;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;

/** A push source as the log that its journal is. Safe for many threads. */
public final class JournalConnector implements LiveLogConnector {
    private final PushConnector source;
    private final Supplier<Configuration> hadoop;

    /** The log of a source, on file systems with these settings. */
    public JournalConnector(PushConnector source, Supplier<Configuration> hadoop) {
        this.source = source;
        this.hadoop = hadoop;
    }

    /** The source itself. */
    public PushConnector source() {
        return source;
    }

    /** The directory that the options name. */
    public JournalDirectory directory(Options options) throws IOException {
        return JournalDirectory.of(options, hadoop);
    }

    @Override
    public String name() {
        return source.name();
    }

    @Override
    public OptionSet options() {
        return JournalOptions.all().and(source.options());
    }

    @Override
    public Log open(Options options) throws IOException {
        return new JournalLog(
                name(),
                directory(options),
                options.value(JournalOptions.RECEIVERS),
                options.value(JournalOptions.RETENTION),
                mostRemembered(options),
                Clock.systemUTC());
    }

    @Override
    public RangeReader read(Range range, Set<Field> fields, Options options) throws IOException {
        return new JournalReader(range, files(range.part(), options));
    }

    @Override
    public Tail tail(String partition, String start, Set<Field> fields, Options options) throws IOException {
        String part = partition.substring(partition.lastIndexOf('/') + 1);
        return new JournalTail(partition, start, files(part, options));
    }

    /** The planner remembers what all receivers do. */
    private static int mostRemembered(Options options) {
        long most = options.value(JournalOptions.REMEMBER_MOST) * options.value(JournalOptions.RECEIVERS);
        return (int) Math.min(Integer.MAX_VALUE, most);
    }

    private SegmentFiles files(String part, Options options) throws IOException {
        return new SegmentFiles(directory(options).receiver(Integer.parseInt(part)));
    }
}
