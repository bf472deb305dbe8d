package io.millrace.spark.sql;

import io.millrace.api.Columns;
import io.millrace.api.Committer;
import io.millrace.api.Delivery;
import io.millrace.api.Option;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import io.millrace.api.OutputConnector;
import io.millrace.api.Rejects;
import io.millrace.api.Row;
import io.millrace.api.WriteTask;
import io.millrace.api.Writer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** An output into lists of this process: at least once, or transactional with {@code transactional=true}. */
public final class Collected implements OutputConnector {
    static final Option<String> NAME = Option.string("name").required().doc("Which of the test's lists");
    static final Option<Boolean> TRANSACTIONAL =
            Option.flag("transactional").orElse("false").doc("Whether an epoch appears as a whole");

    private static final Map<String, List<String>> LISTS = new ConcurrentHashMap<>();
    private static final Map<String, List<String>> STAGED = new ConcurrentHashMap<>();
    private static final Map<String, Boolean> COMMITTED = new ConcurrentHashMap<>();

    /** Commits that succeed and then say that they do not know. */
    static final AtomicInteger UNKNOWN_OUTCOMES = new AtomicInteger();

    private static final Map<String, Integer> CHECKS = new ConcurrentHashMap<>();

    /** How often the output of this name was checked. */
    static int checks(String name) {
        return CHECKS.getOrDefault(name, 0);
    }

    static List<String> list(String name) {
        List<String> list = LISTS.computeIfAbsent(name, n -> new ArrayList<>());
        synchronized (list) {
            return List.copyOf(list);
        }
    }

    private static void add(String name, List<String> rows) {
        List<String> list = LISTS.computeIfAbsent(name, n -> new ArrayList<>());
        synchronized (list) {
            list.addAll(rows);
        }
    }

    @Override
    public String name() {
        return "collected";
    }

    @Override
    public OptionSet options() {
        return OptionSet.of(NAME, TRANSACTIONAL);
    }

    @Override
    public Delivery check(Columns columns, Options options) {
        CHECKS.merge(options.value(NAME), 1, Integer::sum);
        return options.value(TRANSACTIONAL)
                ? new Delivery.Transactional(new ListCommitter(options.value(NAME)))
                : new Delivery.AtLeastOnce();
    }

    @Override
    public Writer open(WriteTask task, Columns columns, Options options, Rejects rejects) {
        return new ListWriter(options.value(NAME), options.value(TRANSACTIONAL), task.toString());
    }

    private record ListCommitter(String name) implements Committer {
        @Override
        public void commit(String query, long epoch, List<String> staged) throws IOException {
            if (COMMITTED.putIfAbsent(name + query + epoch, true) == null) {
                staged.forEach(token -> add(name, STAGED.getOrDefault(token, List.of())));
            }
            if (UNKNOWN_OUTCOMES.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new IOException("planted: the outcome is unknown");
            }
        }

        @Override
        public void abort(String query, long epoch, List<String> staged) {
            staged.forEach(STAGED::remove);
        }

        @Override
        public void close() {}
    }

    private static final class ListWriter implements Writer {
        private final String name;
        private final boolean transactional;
        private final String token;
        private final List<String> rows = new ArrayList<>();

        ListWriter(String name, boolean transactional, String token) {
            this.name = name;
            this.transactional = transactional;
            this.token = token;
        }

        @Override
        public void write(Row row) {
            rows.add(row.isNull(0) ? "null" : row.stringAt(0));
        }

        @Override
        public void flush() {
            if (!transactional) {
                add(name, rows);
                rows.clear();
            }
        }

        @Override
        public String complete() {
            flush();
            STAGED.put(token, List.copyOf(rows));
            return token;
        }

        @Override
        public void close() {}
    }
}
