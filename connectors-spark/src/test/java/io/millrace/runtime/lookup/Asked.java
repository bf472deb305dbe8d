package io.millrace.runtime.lookup;

import io.millrace.api.Columns;
import io.millrace.api.Key;
import io.millrace.api.KeyedStoreConnector;
import io.millrace.api.Lookup;
import io.millrace.api.Option;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import io.millrace.api.Row;
import io.millrace.api.RowReader;
import io.millrace.api.Scan;
import io.millrace.api.ScanPlan;
import io.millrace.api.Slice;
import io.millrace.api.Store;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A store that a test answers for: the row of a key n has the text of n, for n below 100. */
public final class Asked implements KeyedStoreConnector {
    static final Option<String> NAME = Option.string("name").required().doc("Which of the test's stores");

    private static final Map<String, Asked> STORES = new ConcurrentHashMap<>();

    final List<Set<Key>> requests = new CopyOnWriteArrayList<>();
    final AtomicInteger closed = new AtomicInteger();
    volatile Before before = keys -> {};

    /** What happens before a request is answered, on the thread that asks. */
    interface Before {
        void answer(Set<Key> keys) throws IOException;
    }

    static Asked create(String name) {
        Asked store = new Asked();
        STORES.put(name, store);
        return store;
    }

    @Override
    public String name() {
        return "asked";
    }

    @Override
    public OptionSet options() {
        return OptionSet.of(NAME);
    }

    @Override
    public Lookup lookup(List<String> keyColumns, List<String> columns, Options options) {
        Asked store = Objects.requireNonNull(STORES.get(options.value(NAME)));
        return new Lookup() {
            @Override
            public Map<Key, List<Row>> get(Set<Key> keys) throws IOException {
                store.requests.add(Set.copyOf(keys));
                store.before.answer(keys);
                Map<Key, List<Row>> found = new ConcurrentHashMap<>();
                keys.stream()
                        .filter(key -> number(key) < 100)
                        .forEach(key -> found.put(key, List.of(row(number(key)))));
                return found;
            }

            @Override
            public void close() {
                store.closed.incrementAndGet();
            }
        };
    }

    static Key key(long number) {
        return new Key(List.of(number));
    }

    private static long number(Key key) {
        return (Long) key.values().get(0);
    }

    private static Row row(long number) {
        return (Row) Proxy.newProxyInstance(
                Row.class.getClassLoader(), new Class<?>[] {Row.class}, (proxy, method, args) -> Long.toString(number));
    }

    @Override
    public Store open(Options options) {
        return new Store() {
            @Override
            public Columns columns() {
                return new Columns("n BIGINT, text STRING");
            }

            @Override
            public ScanPlan plan(Scan scan) {
                return new ScanPlan(List.of(), List.of());
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public RowReader read(Slice slice, Scan scan, Options options) {
        throw new IllegalStateException("Nobody scans here");
    }
}
