package io.millrace.flink;

import io.millrace.api.Event;
import io.millrace.api.Field;
import io.millrace.api.Intake;
import io.millrace.api.Log;
import io.millrace.api.Options;
import io.millrace.api.Range;
import io.millrace.api.RangeReader;
import io.millrace.api.StartFrom;
import io.millrace.flume.FlumeInput;
import io.millrace.runtime.journal.Journal;
import io.millrace.runtime.journal.JournalConnector;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;

/** The receivers of one source, without a query. */
final class Receivers implements AutoCloseable {
    private final JournalConnector connector = new JournalConnector(new FlumeInput(), Configuration::new);
    private final List<Journal> journals = new ArrayList<>();
    private final List<Intake> all = new ArrayList<>();
    private final Options options;

    Receivers(Path directory, int count) throws IOException {
        options = connector
                .options()
                .read(Map.of("journal", "file:" + directory.toAbsolutePath(), "protocol", "thrift", "port", "0"));
        for (int i = 0; i < count; i++) {
            Journal journal = Journal.open(connector.directory(options), i, options);
            journals.add(journal);
            all.add(connector.source().start(options, journal));
        }
    }

    String hosts() {
        return all.stream()
                .map(one -> URI.create(one.addresses().get(0)).getAuthority())
                .collect(Collectors.joining(","));
    }

    /** The values that a query would read. */
    List<String> values() throws IOException {
        List<String> values = new ArrayList<>();
        try (Log log = connector.open(options)) {
            for (Range range : log.plan(log.start(new StartFrom.Earliest()), log.start(new StartFrom.Latest()))) {
                try (RangeReader reader = connector.read(range, EnumSet.of(Field.VALUE), options)) {
                    for (Event event = reader.next(); event != null; event = reader.next()) {
                        values.add(new String(Objects.requireNonNull(event.value()), StandardCharsets.UTF_8));
                    }
                }
            }
        }
        return values;
    }

    @Override
    public void close() throws IOException {
        for (Intake one : all) {
            one.close();
        }
        for (Journal journal : journals) {
            journal.close();
        }
    }
}
