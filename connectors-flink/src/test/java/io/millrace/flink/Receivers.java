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
import io.millrace.testkit.server.FreePorts;
import io.millrace.testkit.server.TcpProxy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;

/** The receivers of one source, without a query, each behind a proxy that may break its connections. */
final class Receivers implements AutoCloseable {
    private final JournalConnector connector = new JournalConnector(new FlumeInput(), Configuration::new);
    private final List<Receiver> all = new ArrayList<>();
    private final Path directory;

    /** One of them. */
    private final class Receiver {
        private final int number = all.size();
        private final int port = FreePorts.next();
        private final TcpProxy proxy = TcpProxy.to(port);
        private Journal journal = open();
        private Intake intake = connector.source().start(options(port), journal);

        Receiver() throws IOException {}

        private Journal open() throws IOException {
            return Journal.open(connector.directory(options(port)), number, options(port));
        }

        void stop() throws IOException {
            intake.close();
            journal.close();
        }

        void restart() throws IOException {
            stop();
            journal = open();
            intake = connector.source().start(options(port), journal);
        }
    }

    Receivers(Path directory, int count) throws IOException {
        this.directory = directory;
        for (int i = 0; i < count; i++) {
            all.add(new Receiver());
        }
    }

    String hosts() {
        return all.stream().map(one -> "127.0.0.1:" + one.proxy.port()).collect(Collectors.joining(","));
    }

    /** Resets the connections of a receiver: what was on its way may be durable or not. */
    void cut(int receiver) {
        all.get(receiver).proxy.cut();
    }

    void restart(int receiver) throws IOException {
        all.get(receiver).restart();
    }

    /** How many events are in all journals now, those that came twice counted twice. */
    long stored() throws IOException {
        try (Log log = connector.open(options(0))) {
            return log.start(new StartFrom.Latest()).positions().values().stream()
                    .mapToLong(Long::parseLong)
                    .sum();
        }
    }

    /** The values that a query would read. */
    List<String> values() throws IOException {
        List<String> values = new ArrayList<>();
        Options options = options(0);
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
        for (Receiver one : all) {
            one.stop();
            one.proxy.close();
        }
    }

    private Options options(int port) {
        return connector
                .options()
                .read(Map.of(
                        "journal",
                        "file:" + directory.toAbsolutePath(),
                        "receivers",
                        "2",
                        "protocol",
                        "thrift",
                        "port",
                        Integer.toString(port)));
    }
}
