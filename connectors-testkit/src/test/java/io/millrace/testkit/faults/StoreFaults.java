package io.millrace.testkit.faults;

import io.millrace.api.Columns;
import io.millrace.api.ConnectorException;
import io.millrace.api.Filter;
import io.millrace.api.Options;
import io.millrace.api.Row;
import io.millrace.api.RowReader;
import io.millrace.api.Scan;
import io.millrace.api.ScanPlan;
import io.millrace.api.Slice;
import io.millrace.api.Store;
import io.millrace.api.StoreConnector;
import io.millrace.testkit.Rows;
import io.millrace.testkit.example.StoresInMemory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What can be wrong with a store. */
final class StoreFaults {
    private StoreFaults() {}

    /** Reads a slice wrongly. */
    interface Reading {
        RowReader read(StoreConnector sound, Slice slice, Scan scan, Options options) throws IOException;
    }

    /** Plans a scan wrongly. */
    interface Planning {
        ScanPlan plan(Store sound, Scan scan) throws IOException;
    }

    /** Spoils a row. */
    interface Spoiling {
        List<@Nullable Object> row(List<@Nullable Object> values, Scan scan);
    }

    static Fault<StoreConnector> reading(String name, String breaks, Reading reading) {
        return Fault.of(name, breaks, () -> new BrokenStore() {
            @Override
            public RowReader read(Slice slice, Scan scan, Options options) throws IOException {
                return reading.read(sound, slice, scan, options);
            }
        });
    }

    static Fault<StoreConnector> planning(String name, String breaks, Planning planning) {
        return Fault.of(name, breaks, () -> new BrokenStore() {
            @Override
            ScanPlan changed(Store store, Scan scan) throws IOException {
                return planning.plan(store, scan);
            }
        });
    }

    static Fault<StoreConnector> spoiling(String name, String breaks, Spoiling spoiling) {
        return reading(name, breaks, (sound, slice, scan, options) -> {
            List<io.millrace.api.Column> columns = scan.columns().stream()
                    .map(column -> StoresInMemory.COLUMNS
                            .list()
                            .get(StoresInMemory.COLUMNS.index(column).orElseThrow()))
                    .toList();
            return new ForwardingRows(sound.read(slice, scan, options)) {
                @Override
                public @Nullable Row next() throws IOException {
                    Row row = super.next();
                    return row == null ? null : Rows.of(spoiling.row(new ArrayList<>(Rows.values(row, columns)), scan));
                }
            };
        });
    }

    /** A fault for each rule of the SPI. */
    static List<Fault<StoreConnector>> all() {
        List<Fault<StoreConnector>> faults = new ArrayList<>();
        faults.add(Fault.of("the columns come in another order the second time", "T1.1", () -> new BrokenStore() {
            private boolean asked;

            @Override
            Columns changed(Columns columns) {
                boolean again = asked;
                asked = true;
                return again
                        ? new Columns(columns.ddl().replaceFirst("(id BIGINT), (flag BOOLEAN)", "$2, $1"))
                        : columns;
            }
        }));
        faults.add(planning("a column that is not there is left out", "T1.2", (sound, scan) -> {
            List<String> known = new ArrayList<>(scan.columns());
            known.remove("no_such_column");
            return sound.plan(new Scan(known, scan.filters(), scan.slices()));
        }));
        faults.add(Fault.of("a store that is not there is empty", "T1.3", () -> new BrokenStore() {
            @Override
            public Store open(Options options) throws IOException {
                try {
                    return super.open(options);
                } catch (ConnectorException e) {
                    return new Store() {
                        @Override
                        public Columns columns() {
                            return StoresInMemory.COLUMNS;
                        }

                        @Override
                        public ScanPlan plan(Scan scan) {
                            return new ScanPlan(List.of(), List.of());
                        }

                        @Override
                        public void close() {}
                    };
                }
            }
        }));
        faults.add(planning("the last of more than two slices is forgotten", "T2.1 T3.10", (sound, scan) -> {
            ScanPlan plan = sound.plan(scan);
            int kept = Math.max(plan.slices().size() - 1, 2);
            return plan.slices().size() <= 2 ? plan : new ScanPlan(plan.slices().subList(0, kept), plan.remaining());
        }));
        faults.add(planning("the cut needs a first row", "T2.2", (sound, scan) -> {
            ScanPlan plan = sound.plan(scan);
            if (plan.slices().isEmpty()) {
                throw new IllegalStateException("planted");
            }
            return plan;
        }));
        faults.add(planning("what remains depends on the columns", "T2.3", (sound, scan) -> {
            ScanPlan plan = sound.plan(scan);
            return scan.columns().isEmpty() ? new ScanPlan(plan.slices(), scan.filters()) : plan;
        }));
        faults.add(spoiling(
                "an instant loses what is below a millisecond",
                "T3.1 T2.1 T2.2 T3.2 T3.3 T3.4 T3.10",
                (values, scan) -> {
                    int at = scan.columns().indexOf("at");
                    Object instant = at < 0 ? null : values.get(at);
                    if (instant instanceof java.time.Instant known) {
                        values.set(at, known.truncatedTo(java.time.temporal.ChronoUnit.MILLIS));
                    }
                    return values;
                }));
        faults.add(spoiling("a null text is empty", "T3.2 T3.4", (values, scan) -> {
            int at = scan.columns().indexOf("name");
            if (at >= 0 && values.get(at) == null) {
                values.set(at, "");
            }
            return values;
        }));
        faults.add(reading("columns come in the order of the store", "T3.3", (sound, slice, scan, options) -> {
            Set<Integer> places = new TreeSet<>();
            scan.columns()
                    .forEach(name ->
                            places.add(StoresInMemory.COLUMNS.index(name).orElseThrow()));
            List<String> sorted = places.stream()
                    .map(place -> StoresInMemory.COLUMNS.list().get(place).name())
                    .toList();
            return sound.read(slice, new Scan(sorted, scan.filters(), scan.slices()), options);
        }));
        faults.add(reading("a filter's NOT does not choose nulls", "T3.4", (sound, slice, scan, options) -> {
            List<Filter> wrong = new ArrayList<>(scan.filters());
            for (Filter filter : scan.filters()) {
                if (filter instanceof Filter.Not not && not.filter() instanceof Filter.Compare compare) {
                    wrong.add(new Filter.Not(new Filter.IsNull(compare.column())));
                }
            }
            return sound.read(slice, new Scan(scan.columns(), wrong, scan.slices()), options);
        }));
        faults.add(Fault.of("a slice is read once", "T3.5 T3.6 T3.7", () -> new BrokenStore() {
            private final Set<String> read = new TreeSet<>();

            @Override
            public RowReader read(Slice slice, Scan scan, Options options) throws IOException {
                // Only what rules read twice: their scans ask for all columns.
                boolean again = !read.add(slice.token() + scan + options);
                return super.read(again ? new Slice("0-0", List.of()) : slice, scan, options);
            }
        }));
        faults.add(Fault.of("readers of a slice share their place", "T3.6", () -> new BrokenStore() {
            private @Nullable RowReader shared;
            private int open;

            @Override
            public RowReader read(Slice slice, Scan scan, Options options) throws IOException {
                RowReader reader = open == 0 || shared == null ? super.read(slice, scan, options) : shared;
                shared = reader;
                open++;
                return new ForwardingRows(reader) {
                    private boolean closed;

                    @Override
                    public void close() {
                        open -= closed ? 0 : 1;
                        closed = true;
                    }
                };
            }
        }));
        faults.add(reading(
                "what is left begins with the last row",
                "T3.7",
                (sound, slice, scan, options) -> new ForwardingRows(sound.read(slice, scan, options)) {
                    private Optional<Slice> before = super.rest();

                    @Override
                    public @Nullable Row next() throws IOException {
                        before = super.rest();
                        return super.next();
                    }

                    @Override
                    public Optional<Slice> rest() {
                        return before;
                    }
                }));
        faults.add(reading(
                "after the end there is an error",
                "T3.8",
                (sound, slice, scan, options) -> new ForwardingRows(sound.read(slice, scan, options)) {
                    private boolean ended;

                    @Override
                    public @Nullable Row next() throws IOException {
                        if (ended) {
                            throw new IllegalStateException("planted");
                        }
                        Row row = super.next();
                        ended = row == null;
                        return row;
                    }
                }));
        faults.add(reading(
                "all rows share the bytes of one buffer",
                "T3.9",
                (sound, slice, scan, options) -> new SharedBytes(sound.read(slice, scan, options))));
        faults.add(Fault.of("a reader needs what was planned before", "T3.10", () -> new BrokenStore() {
            private boolean planned;

            @Override
            ScanPlan changed(Store store, Scan scan) throws IOException {
                planned = true;
                return super.changed(store, scan);
            }

            @Override
            public RowReader read(Slice slice, Scan scan, Options options) throws IOException {
                if (!planned) {
                    throw new IllegalStateException("planted");
                }
                return super.read(slice, scan, options);
            }
        }));
        return faults;
    }
}
