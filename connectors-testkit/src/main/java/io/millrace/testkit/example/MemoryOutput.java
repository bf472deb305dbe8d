package io.millrace.testkit.example;

import io.millrace.api.Column;
import io.millrace.api.Columns;
import io.millrace.api.Committer;
import io.millrace.api.ConnectorException;
import io.millrace.api.Delivery;
import io.millrace.api.Option;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import io.millrace.api.OutputConnector;
import io.millrace.api.Rejects;
import io.millrace.api.WriteTask;
import io.millrace.api.Writer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes to a {@link MemoryTable}, with each of the three promises. */
public final class MemoryOutput implements OutputConnector {
    /** The table's name. */
    public static final Option<String> TABLE = Option.string("table").required().doc("The name of the table.");
    /** The promise. */
    public static final Option<Mode> DELIVERY = Option.oneOf("delivery", Mode.class)
            .orElse("transactional")
            .doc("What is promised when rows are written again.");
    /** The column by which rows are recognised. */
    public static final Option<String> KEY =
            Option.string("key").doc("With delivery=idempotent: the column by which rows are recognised.");

    /** What is promised when rows are written again. */
    public enum Mode {
        /** Nothing: they may be there again. */
        AT_LEAST_ONCE,
        /** They overwrite themselves. */
        IDEMPOTENT,
        /** They are there once. */
        TRANSACTIONAL
    }

    /** For the service loader. */
    public MemoryOutput() {}

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public OptionSet options() {
        return OptionSet.of(TABLE, DELIVERY, KEY);
    }

    @Override
    public Delivery check(Columns columns, Options options) throws IOException {
        MemoryTable table = table(options);
        table.calls().happened(MemoryTable.Call.CHECK);
        checkColumns(columns, table.columns(), options.value(TABLE));
        return switch (options.value(DELIVERY)) {
            case AT_LEAST_ONCE -> new Delivery.AtLeastOnce();
            case IDEMPOTENT ->
                new Delivery.Idempotent(
                        columns.list().get(key(columns, options)).name());
            case TRANSACTIONAL -> new Delivery.Transactional(committer(table));
        };
    }

    @Override
    public Writer open(WriteTask task, Columns columns, Options options, Rejects rejects) throws IOException {
        MemoryTable table = table(options);
        table.calls().happened(MemoryTable.Call.OPEN);
        String name = epoch(task.query(), task.epoch()) + "-" + task.partition() + "-" + task.attempt();
        return switch (options.value(DELIVERY)) {
            case AT_LEAST_ONCE -> new MemoryWriter(table, columns, rejects, name, false, table::append);
            case IDEMPOTENT -> {
                String key = columns.list().get(key(columns, options)).name();
                int place = table.columns().index(key).orElseThrow();
                yield new MemoryWriter(table, columns, rejects, name, false, rows -> table.merge(rows, place));
            }
            case TRANSACTIONAL ->
                new MemoryWriter(table, columns, rejects, name, true, rows -> table.stage(name, rows));
        };
    }

    private static MemoryTable table(Options options) {
        String name = options.value(TABLE);
        return MemoryTable.find(name)
                .orElseThrow(() -> ConnectorException.settings(
                        "There is no table '" + name + "' in this JVM; create it, or correct the option 'table'"));
    }

    private static int key(Columns columns, Options options) {
        String key = options.find(KEY)
                .orElseThrow(
                        () -> ConnectorException.settings(
                                "Option 'delivery'='idempotent' needs the option 'key': the column by which rows are recognised"));
        return columns.index(key)
                .orElseThrow(() -> ConnectorException.settings(
                        "Option 'key' names the column '" + key + "', but the columns are " + columns.ddl()));
    }

    private static void checkColumns(Columns given, Columns there, String table) {
        List<String> faults = new ArrayList<>();
        List<Column> wanted = new ArrayList<>(there.list());
        for (Column column : given.list()) {
            Optional<Column> same = wanted.stream()
                    .filter(one -> one.name().equalsIgnoreCase(column.name()))
                    .findFirst();
            if (same.isEmpty()) {
                faults.add("it does not know '" + column.name() + "'");
            } else if (!same.get().type().equalsIgnoreCase(column.type())) {
                faults.add("'" + column.name() + "' is " + same.get().type() + ", not " + column.type());
            }
            same.ifPresent(wanted::remove);
        }
        wanted.forEach(column -> faults.add("'" + column.name() + "' is missing"));
        if (!faults.isEmpty()) {
            throw ConnectorException.settings("Table '" + table + "' has the columns " + there.ddl() + ": "
                    + String.join("; ", faults) + ". Select the columns that it has");
        }
    }

    private static String epoch(String query, long epoch) {
        return query + "-" + epoch;
    }

    private static Committer committer(MemoryTable table) {
        return new Committer() {
            @Override
            public void commit(String query, long epoch, List<String> staged) throws IOException {
                table.calls().happened(MemoryTable.Call.COMMIT);
                table.commit(epoch(query, epoch), staged);
                table.calls().happened(MemoryTable.Call.COMMITTED);
            }

            @Override
            public void abort(String query, long epoch, List<String> staged) throws IOException {
                table.calls().happened(MemoryTable.Call.ABORT);
                table.discard(staged);
            }

            @Override
            public void close() {}
        };
    }
}
