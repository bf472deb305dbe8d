package io.millrace.testkit.push;

import io.millrace.api.Event;
import io.millrace.api.Field;
import io.millrace.api.Inbox;
import io.millrace.api.Intake;
import io.millrace.api.Log;
import io.millrace.api.Offsets;
import io.millrace.api.Options;
import io.millrace.api.Range;
import io.millrace.api.RangeReader;
import io.millrace.api.StartFrom;
import io.millrace.runtime.journal.Journal;
import io.millrace.runtime.journal.JournalConnector;
import io.millrace.testkit.example.TcpLines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;

/** A journal without a query. */
record PushedJournal(JournalConnector connector, Options options) {
    static PushedJournal at(Path directory) {
        return at("file:" + directory, Map.of());
    }

    /** A journal on any file system, with settings of Hadoop's. */
    static PushedJournal at(String directory, Map<String, String> hadoop) {
        JournalConnector connector = new JournalConnector(new TcpLines(), () -> configuration(hadoop));
        return new PushedJournal(connector, connector.options().read(Map.of("port", "0", "journal", directory)));
    }

    static Configuration configuration(Map<String, String> hadoop) {
        Configuration configuration = new Configuration();
        hadoop.forEach(configuration::set);
        return configuration;
    }

    /** Its first receiver's writer, which fences off the one before. */
    Journal writer() throws IOException {
        return Journal.open(connector.directory(options), 0, options);
    }

    /** Takes lines at a port, as long as it is open. */
    static Intake lines(int port, Inbox inbox) throws IOException {
        TcpLines source = new TcpLines();
        return source.start(source.options().read(Map.of("port", Integer.toString(port))), inbox);
    }

    /** All values in it. */
    List<String> values() throws IOException {
        List<String> values = new ArrayList<>();
        try (Log log = connector.open(options)) {
            Offsets end = log.start(new StartFrom.Latest());
            for (Range range : log.plan(log.start(new StartFrom.Earliest()), end)) {
                try (RangeReader reader = connector.read(range, EnumSet.allOf(Field.class), options)) {
                    for (Event event = reader.next(); event != null; event = reader.next()) {
                        values.add(new String(Objects.requireNonNull(event.value()), StandardCharsets.UTF_8));
                    }
                }
            }
        }
        return values;
    }
}
