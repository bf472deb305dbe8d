package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.Columns;
import io.millrace.api.Committer;
import io.millrace.api.ConnectorException;
import io.millrace.api.Delivery;
import io.millrace.api.Options;
import io.millrace.api.OutputConnector;
import io.millrace.api.Rejects;
import io.millrace.api.Row;
import io.millrace.api.WriteTask;
import io.millrace.api.Writer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One output under test, and the short words in which the rules speak to it. */
final class OutputProbe {
    private static final Rejects NONE = (row, why) -> {
        throw why;
    };

    private final OutputConnector connector;
    private final Options options;
    private final Columns columns;
    private final String query = UUID.randomUUID().toString();
    private final Map<Long, Long> times = new HashMap<>();
    private long attempts;
    private long last;

    /** A query of its own that writes to a target. */
    OutputProbe(OutputConnector connector, Options options, Columns columns) {
        this.connector = connector;
        this.options = options;
        this.columns = columns;
    }

    Options options() {
        return options;
    }

    Delivery check() throws IOException {
        Delivery delivery = connector.check(columns, options);
        if (delivery instanceof Delivery.Transactional transactional) {
            transactional.committer().close();
        }
        return delivery;
    }

    boolean isTransactional() throws IOException {
        return check() instanceof Delivery.Transactional;
    }

    void needsTransactions() throws IOException {
        if (!isTransactional()) {
            throw Cannot.show("the output is not transactional: rows are visible when they are written");
        }
    }

    /** Opens a new attempt of a task. */
    Writer open(long epoch, int partition) throws IOException {
        return open(epoch, partition, NONE);
    }

    Writer open(long epoch, int partition, Rejects rejects) throws IOException {
        return connector.open(
                new WriteTask(query, epoch, partition, attempts++, millis(epoch)), columns, options, rejects);
    }

    /** The time of an epoch, taken when it is first asked for and later than those before; who did not ask takes no notice. */
    private long millis(long epoch) {
        return times.computeIfAbsent(epoch, first -> {
            last = Math.max(System.currentTimeMillis(), last + 1);
            return last;
        });
    }

    /** A whole task: what its writer answered. */
    String write(long epoch, int partition, List<List<@Nullable Object>> rows) throws IOException {
        try (Writer writer = open(epoch, partition)) {
            for (List<@Nullable Object> row : rows) {
                writer.write(Rows.of(row));
            }
            return writer.complete();
        }
    }

    /** What the driver does at the end of an epoch, by a new driver. */
    void commit(long epoch, String... staged) throws IOException {
        if (connector.check(columns, options) instanceof Delivery.Transactional transactional) {
            try (Committer committer = transactional.committer()) {
                committer.commit(query, epoch, List.of(staged));
            }
        }
    }

    void abort(long epoch, String... staged) throws IOException {
        if (connector.check(columns, options) instanceof Delivery.Transactional transactional) {
            try (Committer committer = transactional.committer()) {
                committer.abort(query, epoch, List.of(staged));
            }
        }
    }

    /** What was refused, kept as values since a row is valid during the call alone. */
    static final class Refused implements Rejects {
        private final List<List<@Nullable Object>> rows = new ArrayList<>();
        private final List<ConnectorException.Kind> kinds = new ArrayList<>();
        private final Columns columns;

        Refused(Columns columns) {
            this.columns = columns;
        }

        @Override
        public void reject(Row row, ConnectorException why) {
            rows.add(Rows.values(row, columns));
            kinds.add(why.kind());
        }

        void assertAre(List<List<@Nullable Object>> expected) {
            assertThat(rows).as("the rows that were refused").containsExactlyInAnyOrderElementsOf(expected);
            assertThat(kinds).as("the kinds of refusals").containsOnly(ConnectorException.Kind.MALFORMED);
        }
    }
}
