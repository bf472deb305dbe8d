package io.millrace.testkit.faults;

import io.millrace.api.Columns;
import io.millrace.api.ConnectorException;
import io.millrace.api.Delivery;
import io.millrace.api.Options;
import io.millrace.api.OutputConnector;
import io.millrace.api.Rejects;
import io.millrace.api.Row;
import io.millrace.api.WriteTask;
import io.millrace.api.Writer;
import io.millrace.testkit.Rows;
import io.millrace.testkit.example.TablesInMemory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Faults of checking and writing. */
final class WritingFaults {
    private WritingFaults() {}

    interface Change {
        Writer broken(Writer sound, Columns columns);
    }

    static List<Fault<OutputConnector>> all() {
        List<Fault<OutputConnector>> all = new ArrayList<>(checks());
        all.addAll(writers());
        all.addAll(rejects());
        return all;
    }

    private static List<Fault<OutputConnector>> checks() {
        return List.of(
                Fault.of(
                        "columns can be checked once",
                        "O1.1 O2.5 O4.1 O4.2 O4.3 O4.4 O4.6 O4.7",
                        () -> new BrokenOutput() {
                            private boolean checked;

                            @Override
                            public Delivery check(Columns columns, Options options) throws IOException {
                                if (checked) {
                                    throw new IllegalStateException("Checked already");
                                }
                                checked = true;
                                return super.check(columns, options);
                            }

                            @Override
                            public Writer open(WriteTask task, Columns columns, Options options, Rejects rejects)
                                    throws IOException {
                                checked = false;
                                return super.open(task, columns, options, rejects);
                            }
                        }),
                checking("a column that the target does not know is dropped", "O1.2", columns -> {
                    List<String> known = columns.list().stream()
                            .filter(column ->
                                    TablesInMemory.COLUMNS.index(column.name()).isPresent())
                            .map(column -> "`" + column.name() + "` " + column.type())
                            .toList();
                    return new Columns(String.join(", ", known));
                }),
                checking("a missing column is not missed", "O1.3", columns -> {
                    boolean all = TablesInMemory.COLUMNS.list().containsAll(columns.list());
                    return all ? TablesInMemory.COLUMNS : columns;
                }),
                checking("the types of columns are not looked at", "O1.4", columns -> {
                    boolean sameNames = columns.list().stream()
                            .allMatch(column ->
                                    TablesInMemory.COLUMNS.index(column.name()).isPresent());
                    return sameNames
                                    && columns.list().size()
                                            == TablesInMemory.COLUMNS.list().size()
                            ? TablesInMemory.COLUMNS
                            : columns;
                }),
                Fault.of("a target that is not there is made", "O1.5", () -> new BrokenOutput() {
                    @Override
                    public Delivery check(Columns columns, Options options) throws IOException {
                        try {
                            return super.check(columns, options);
                        } catch (ConnectorException e) {
                            if (String.valueOf(e.getMessage()).contains("create it")) {
                                return new Delivery.AtLeastOnce();
                            }
                            throw e;
                        }
                    }
                }));
    }

    private static List<Fault<OutputConnector>> writers() {
        return List.of(
                writing(
                        "whole numbers above 7 do not fit",
                        "O2.1",
                        (sound, columns) -> changing(
                                sound,
                                columns,
                                value -> value instanceof Long number && number > 7 ? (Long) 7L : value)),
                writing("a null becomes an empty text", "O2.2 O2.7", (sound, columns) -> new ForwardingWriter(sound) {
                    @Override
                    public void write(Row row) throws IOException {
                        List<@Nullable Object> values = new ArrayList<>(Rows.values(row, columns));
                        for (int i = 0; i < values.size(); i++) {
                            if (values.get(i) == null && columns.list().get(i).is("STRING")) {
                                values.set(i, "");
                            }
                        }
                        super.write(Rows.of(values));
                    }
                }),
                writing("a writer keeps the row itself", "O2.3", (sound, columns) -> new ForwardingWriter(sound) {
                    private final List<Row> kept = new ArrayList<>();

                    @Override
                    public void write(Row row) {
                        kept.add(row);
                    }

                    @Override
                    public String complete() throws IOException {
                        for (Row row : kept) {
                            super.write(row);
                        }
                        return super.complete();
                    }
                }),
                writing(
                        "a flush sends again what was sent",
                        "O2.4 O3.1",
                        (sound, columns) -> new ForwardingWriter(sound) {
                            private final List<List<@Nullable Object>> sent = new ArrayList<>();

                            @Override
                            public void write(Row row) throws IOException {
                                sent.add(Rows.values(row, columns));
                                super.write(row);
                            }

                            @Override
                            public void flush() throws IOException {
                                for (List<@Nullable Object> row : sent) {
                                    super.write(Rows.of(row));
                                }
                            }
                        }),
                writing(
                        "a task without rows completes nothing",
                        "O2.5",
                        (sound, columns) -> new ForwardingWriter(sound) {
                            private boolean any;

                            @Override
                            public void write(Row row) throws IOException {
                                any = true;
                                super.write(row);
                            }

                            @Override
                            public String complete() throws IOException {
                                return any ? super.complete() : "";
                            }
                        }),
                writing("a writer cannot be closed twice", "O2.6", (sound, columns) -> new ForwardingWriter(sound) {
                    private boolean closed;

                    @Override
                    public void close() throws IOException {
                        if (closed) {
                            throw new IOException("Closed already");
                        }
                        closed = true;
                    }
                }),
                Fault.of("the writers of one partition or another are one", "O2.9 O4.3 O4.7", () -> new BrokenOutput() {
                    private @Nullable Writer shared;

                    @Override
                    public Writer open(WriteTask task, Columns columns, Options options, Rejects rejects)
                            throws IOException {
                        Writer one = shared == null ? super.open(task, columns, options, rejects) : shared;
                        shared = one;
                        return new ForwardingWriter(one) {
                            @Override
                            public String complete() throws IOException {
                                shared = null;
                                return super.complete();
                            }
                        };
                    }
                }));
    }

    private static List<Fault<OutputConnector>> rejects() {
        return List.of(
                rejecting("a refused row is dropped", "O2.7 O2.8", rejects -> (row, why) -> {}),
                rejecting("what the rejects throw is forgotten", "O2.8", rejects -> (row, why) -> {
                    try {
                        rejects.reject(row, why);
                    } catch (ConnectorException e) {
                        // forgotten
                    }
                }),
                rejecting(
                        "a refused row is called a fault of the settings",
                        "O2.7 O2.8",
                        rejects -> (row, why) ->
                                rejects.reject(row, ConnectorException.settings(String.valueOf(why.getMessage())))));
    }

    private static ForwardingWriter changing(Writer sound, Columns columns, UnaryOperator<@Nullable Object> change) {
        return new ForwardingWriter(sound) {
            @Override
            public void write(Row row) throws IOException {
                List<@Nullable Object> values = new ArrayList<>(Rows.values(row, columns));
                values.replaceAll(change);
                super.write(Rows.of(values));
            }
        };
    }

    static Fault<OutputConnector> checking(String name, String breaks, UnaryOperator<Columns> change) {
        return Fault.of(name, breaks, () -> new BrokenOutput() {
            @Override
            public Delivery check(Columns columns, Options options) throws IOException {
                return super.check(change.apply(columns), options);
            }
        });
    }

    static Fault<OutputConnector> writing(String name, String breaks, Change change) {
        return Fault.of(name, breaks, () -> new BrokenOutput() {
            @Override
            Writer changed(Writer writer, Columns columns, WriteTask task) {
                return change.broken(writer, columns);
            }
        });
    }

    private static Fault<OutputConnector> rejecting(String name, String breaks, UnaryOperator<Rejects> change) {
        return Fault.of(name, breaks, () -> new BrokenOutput() {
            @Override
            public Writer open(WriteTask task, Columns columns, Options options, Rejects rejects) throws IOException {
                return super.open(task, columns, options, change.apply(rejects));
            }
        });
    }
}
