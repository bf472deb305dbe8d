package io.millrace.testkit.faults;

import io.millrace.api.Columns;
import io.millrace.api.Key;
import io.millrace.api.KeyedStoreConnector;
import io.millrace.api.Lookup;
import io.millrace.api.Options;
import io.millrace.api.Row;
import io.millrace.api.Store;
import io.millrace.testkit.Rows;
import io.millrace.testkit.example.StoresInMemory;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Faults of look-ups. */
final class LookupFaults {
    private LookupFaults() {}

    /** An answer that is not what the sound look-up says. */
    interface Answering {
        Map<Key, List<Row>> get(Lookup sound, Set<Key> keys) throws IOException;
    }

    static List<Fault<KeyedStoreConnector>> all() {
        List<Fault<KeyedStoreConnector>> all = new ArrayList<>(answers());
        all.addAll(uses());
        return all;
    }

    private static List<Fault<KeyedStoreConnector>> answers() {
        return List.of(
                Fault.of("columns come in the store's order", "K1.1", () -> new BrokenLookup() {
                    @Override
                    public Lookup lookup(List<String> key, List<String> columns, Options options) throws IOException {
                        List<String> sorted = StoresInMemory.COLUMNS.list().stream()
                                .map(column -> column.name())
                                .filter(columns::contains)
                                .collect(Collectors.toCollection(ArrayList::new));
                        columns.stream().filter(name -> !sorted.contains(name)).forEach(sorted::add);
                        return super.lookup(key, sorted, options);
                    }
                }),
                answering("a key that is not there has no rows", "K1.2 K1.3 K1.5 K2.1", (sound, keys) -> {
                    Map<Key, List<Row>> found = new HashMap<>(sound.get(keys));
                    keys.forEach(key -> found.putIfAbsent(key, List.of()));
                    return found;
                }),
                Fault.of("a key of several columns is compared in the first alone", "K1.3", () -> new BrokenLookup() {
                    @Override
                    public Lookup lookup(List<String> key, List<String> columns, Options options) throws IOException {
                        if (key.size() < 2) {
                            return super.lookup(key, columns, options);
                        }
                        Lookup first = super.lookup(List.of(key.get(0)), columns, options);
                        return around(first, (sound, keys) -> {
                            Map<Key, List<Row>> found = new HashMap<>();
                            for (Key one : keys) {
                                List<Row> rows =
                                        sound
                                                .get(Set.of(new Key(
                                                        List.of(one.values().get(0)))))
                                                .values()
                                                .stream()
                                                .flatMap(List::stream)
                                                .toList();
                                found.put(one, rows);
                            }
                            return found;
                        });
                    }
                }),
                answering("a key has one row", "K1.4", (sound, keys) -> {
                    Map<Key, List<Row>> found = new HashMap<>(sound.get(keys));
                    found.replaceAll((key, rows) -> rows.subList(0, 1));
                    return found;
                }),
                answering("bytes are turned into text", "K1.5", (sound, keys) -> {
                    Map<Key, List<Row>> found = new HashMap<>();
                    sound.get(keys)
                            .forEach((key, rows) -> found.put(
                                    new Key(key.values().stream()
                                            .map(value -> value instanceof ByteBuffer ? value.toString() : value)
                                            .toList()),
                                    rows));
                    return found;
                }),
                Fault.of("a null text is empty", "K1.6", () -> new BrokenLookup() {
                    @Override
                    public Lookup lookup(List<String> key, List<String> columns, Options options) throws IOException {
                        int name = columns.indexOf("name");
                        return around(super.lookup(key, columns, options), (sound, keys) -> {
                            Map<Key, List<Row>> found = new HashMap<>(sound.get(keys));
                            found.replaceAll((one, rows) -> rows.stream()
                                    .map(row -> name >= 0 && row.isNull(name) ? emptied(row, columns, name) : row)
                                    .toList());
                            return found;
                        });
                    }
                }),
                Fault.of("a column that is not there is another one", "K1.7", () -> new BrokenLookup() {
                    @Override
                    public Lookup lookup(List<String> key, List<String> columns, Options options) throws IOException {
                        return super.lookup(
                                key,
                                columns.stream()
                                        .map(name -> name.equals("no_such_column") ? "id" : name)
                                        .toList(),
                                options);
                    }
                }));
    }

    private static List<Fault<KeyedStoreConnector>> uses() {
        return List.of(
                answering(
                        "a request holds a hundred keys",
                        "K2.1",
                        (sound, keys) -> sound.get(
                                keys.stream().limit(100).collect(Collectors.toCollection(LinkedHashSet::new)))),
                Fault.of("calls at the same time share their keys", "K2.2", () -> new BrokenLookup() {
                    private final Set<Key> shared = new HashSet<>();
                    private final CyclicBarrier both = new CyclicBarrier(2);

                    @Override
                    public Lookup lookup(List<String> key, List<String> columns, Options options) throws IOException {
                        return around(super.lookup(key, columns, options), (sound, keys) -> {
                            if (!Thread.currentThread().getName().startsWith("pool-")) {
                                return sound.get(keys);
                            }
                            synchronized (shared) {
                                shared.addAll(keys);
                            }
                            meet(both);
                            synchronized (shared) {
                                return sound.get(Set.copyOf(shared));
                            }
                        });
                    }
                }),
                Fault.of("rows are good until the next request", "K2.3", () -> new BrokenLookup() {
                    private final ThreadLocal<List<Row>> latest = ThreadLocal.withInitial(List::of);

                    @Override
                    public Lookup lookup(List<String> key, List<String> columns, Options options) throws IOException {
                        return around(super.lookup(key, columns, options), (sound, keys) -> {
                            Map<Key, List<Row>> found = new HashMap<>(sound.get(keys));
                            List<Row> rows = new ArrayList<>();
                            found.replaceAll((one, sounds) -> sounds.stream()
                                    .map(row -> {
                                        rows.add(row);
                                        return shown(rows.size() - 1);
                                    })
                                    .toList());
                            latest.set(rows);
                            return found;
                        });
                    }

                    private Row shown(int place) {
                        return (Row) Proxy.newProxyInstance(
                                Row.class.getClassLoader(),
                                new Class<?>[] {Row.class},
                                (proxy, method, args) ->
                                        method.invoke(latest.get().get(place), args));
                    }
                }),
                Fault.of("what was not planned cannot be looked up", "K2.4", () -> new BrokenLookup() {
                    private boolean opened;

                    @Override
                    public Store open(Options options) throws IOException {
                        opened = true;
                        return super.open(options);
                    }

                    @Override
                    public Lookup lookup(List<String> key, List<String> columns, Options options) throws IOException {
                        if (!opened) {
                            throw new IllegalStateException("Nothing was opened");
                        }
                        return super.lookup(key, columns, options);
                    }
                }));
    }

    private static Fault<KeyedStoreConnector> answering(String name, String breaks, Answering answering) {
        return Fault.of(name, breaks, () -> new BrokenLookup() {
            @Override
            public Lookup lookup(List<String> key, List<String> columns, Options options) throws IOException {
                return around(super.lookup(key, columns, options), answering);
            }
        });
    }

    private static Lookup around(Lookup sound, Answering answering) {
        return new Lookup() {
            @Override
            public Map<Key, List<Row>> get(Set<Key> keys) throws IOException {
                return answering.get(sound, keys);
            }

            @Override
            public void close() throws IOException {
                sound.close();
            }
        };
    }

    private static Row emptied(Row row, List<String> columns, int place) {
        Columns all = StoresInMemory.COLUMNS;
        List<@Nullable Object> values = new ArrayList<>(Rows.values(
                row,
                columns.stream()
                        .map(name -> all.list().get(all.index(name).orElseThrow()))
                        .toList()));
        values.set(place, "");
        return Rows.of(values);
    }

    private static void meet(CyclicBarrier both) {
        try {
            both.await(1, TimeUnit.SECONDS);
        } catch (Exception e) {
            both.reset(); // the other one was not there: then nothing is shared
        }
    }
}
