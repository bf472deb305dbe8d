package io.millrace.testkit;

import io.millrace.api.Event;
import io.millrace.api.Field;
import io.millrace.api.Identified;
import io.millrace.api.Inbox;
import io.millrace.api.Intake;
import io.millrace.api.Log;
import io.millrace.api.Options;
import io.millrace.api.Range;
import io.millrace.api.RangeReader;
import io.millrace.api.StartFrom;
import io.millrace.runtime.journal.Journal;
import io.millrace.runtime.journal.JournalConnector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/** One push source under test whose events go into a real journal, if a rule lets them. */
final class OnceProbe implements Inbox, AutoCloseable {
    private final PushUnderTest source;
    private final Path directory;
    private final JournalConnector connector;
    private Options options;
    private Journal journal;
    private Intake intake;
    private volatile Predicate<List<Event>> fails = events -> false;

    OnceProbe(PushUnderTest source, Path directory) throws Exception {
        this.source = source;
        this.directory = directory;
        this.connector = new JournalConnector(source.connector(), Configuration::new);
        this.options = newOptions();
        this.journal = newJournal();
        this.intake = connector.source().start(options, this);
    }

    /** Ends the receiver and starts another one, elsewhere, that goes on with the journal. */
    void restart() throws Exception {
        close();
        options = newOptions();
        journal = newJournal();
        intake = connector.source().start(options, this);
    }

    /** Lets puts of such events fail from now on. */
    void fail(Predicate<List<Event>> which) {
        fails = which;
    }

    /** Sends a batch under an identity. */
    void send(long number, List<Event> events) throws IOException {
        source.sendOnce(intake, new Identified("sender", number, events));
    }

    @Override
    public void put(List<Event> events) throws IOException, InterruptedException {
        check(events);
        journal.put(events);
    }

    @Override
    public void putOnce(List<Identified> batches) throws IOException, InterruptedException {
        List<Event> events = new ArrayList<>();
        batches.forEach(batch -> events.addAll(batch.events()));
        check(events);
        journal.putOnce(batches);
    }

    /** The values of all that a query would read. */
    List<@Nullable String> kept() throws IOException {
        List<@Nullable String> values = new ArrayList<>();
        try (Log log = connector.open(options)) {
            for (Range range : log.plan(log.start(new StartFrom.Earliest()), log.start(new StartFrom.Latest()))) {
                try (RangeReader reader = connector.read(range, EnumSet.of(Field.VALUE), options)) {
                    for (Event event = reader.next(); event != null; event = reader.next()) {
                        values.add(Seen.text(event.value()));
                    }
                }
            }
        }
        return values;
    }

    @Override
    public void close() throws IOException {
        try {
            intake.close();
        } finally {
            journal.close();
        }
    }

    private void check(List<Event> events) throws IOException {
        if (fails.test(events)) {
            throw new IOException("the rule wants this put to fail");
        }
    }

    private Options newOptions() throws Exception {
        Map<String, String> given = new HashMap<>(source.options());
        given.put("journal", "file:" + directory.toAbsolutePath());
        return connector.options().read(given);
    }

    private Journal newJournal() throws IOException {
        return Journal.open(connector.directory(options), 0, options);
    }
}
