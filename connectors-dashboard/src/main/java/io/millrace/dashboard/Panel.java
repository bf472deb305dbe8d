package io.millrace.dashboard;

import io.millrace.api.ConnectorException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one panel, within its bounds. An epoch that comes again replaces itself. Safe for many threads; changes are told
 * in their order.
 */
final class Panel {
    private final PanelSpec spec;
    private final Consumer<Change> told;
    private final History history;
    private final LinkedHashMap<Long, ShownRow> rows = new LinkedHashMap<>();
    private final Map<List<@Nullable Object>, Long> byKey = new HashMap<>();
    private final Epochs epochs = new Epochs();
    private long lastId;
    private long updates;
    private long total;
    private long count;
    private long at;
    private boolean isReplaced;
    private long newestMillis = Long.MIN_VALUE;

    /**
     * What an epoch changed.
     *
     * @param panel whose change it is
     * @param gone ids of the rows that went
     * @param rows those that came
     * @param updates how many epochs this driver has shown
     * @param count how many rows the newest had
     * @param at when the newest was shown
     */
    record Change(Panel panel, List<Long> gone, List<ShownRow> rows, long updates, long count, long at) {}

    Panel(PanelSpec spec, History history, Consumer<Change> told) throws IOException {
        this.spec = spec;
        this.told = told;
        this.history = history;
        for (History.Entry entry : history.read()) {
            apply(entry.query(), entry.epoch(), entry.staged(), entry.at());
        }
        updates = 0;
        total = 0;
    }

    /** Another panel has taken the name: whoever writes to this one is told so. */
    synchronized void replaced() throws IOException {
        isReplaced = true;
        history.close();
    }

    PanelSpec spec() {
        return spec;
    }

    /** Shows an epoch, and returns when it is kept as well as the user wanted. */
    synchronized void show(String query, long epoch, Staged staged, long now) throws IOException {
        if (isReplaced) {
            throw ConnectorException.settings(
                    "Panel '" + spec.id() + "' now belongs to a query with other options; give"
                            + " each query a panel of its own, or the same options");
        }
        Epochs.Epoch newest = epochs.newest(query);
        long when = newest != null && newest.number() == epoch ? newest.at() : now;
        history.append(new History.Entry(query, epoch, when, staged), this::kept);
        Change change = apply(query, epoch, staged, when);
        if (change != null) {
            told.accept(change);
        }
    }

    /** All that is shown now, as pages get it. */
    synchronized Map<String, Object> snapshot() {
        Map<String, Object> snapshot = new LinkedHashMap<>(PanelJson.of(spec));
        snapshot.put("updates", updates);
        snapshot.put("count", count);
        snapshot.put("at", at);
        snapshot.put("rows", rows.values().stream().map(ShownRow::forPages).toList());
        return snapshot;
    }

    synchronized Metrics metrics() {
        return new Metrics(spec.id(), updates, total, rows.size(), at);
    }

    /** What operators see of a panel. */
    record Metrics(String id, long updates, long total, int rows, long at) {}

    private @Nullable Change apply(String query, long epoch, Staged staged, long when) {
        Epochs.Epoch newest = epochs.newest(query);
        long last = newest == null ? Long.MIN_VALUE : newest.number();
        Set<Long> gone = new LinkedHashSet<>();
        if (epoch <= last) {
            rows.values().stream()
                    .filter(row -> row.epoch() == epoch && row.query().equals(query))
                    .forEach(row -> gone.add(row.id()));
            if (gone.isEmpty() && epoch < last) {
                return null;
            }
        }
        if (spec.keep() == Keep.LAST) {
            gone.addAll(rows.keySet());
        }
        List<ShownRow> added = new ArrayList<>();
        gone.forEach(this::remove);
        for (List<@Nullable Object> values : staged.rows()) {
            ShownRow row = new ShownRow(++lastId, query, epoch, when, millis(values, when), values);
            if (spec.keep() == Keep.KEYED) {
                Long former = byKey.put(key(row), row.id());
                if (former != null) {
                    forget(former, gone, added);
                }
            }
            rows.put(row.id(), row);
            added.add(row);
        }
        trim(gone, added);
        count(query, epoch, staged.count(), when, newest);
        return new Change(this, List.copyOf(gone), List.copyOf(added), updates, count, at);
    }

    private void count(String query, long epoch, long had, long when, Epochs.@Nullable Epoch newest) {
        if (newest != null && epoch < newest.number()) {
            return;
        }
        at = Math.max(at, when);
        count = had;
        if (newest != null && epoch == newest.number()) {
            total += had - newest.count();
        } else {
            updates++;
            total += had;
        }
        epochs.put(query, new Epochs.Epoch(epoch, when, had));
    }

    private void trim(Set<Long> gone, List<ShownRow> added) {
        while (rows.size() > spec.history()) {
            forget(rows.keySet().iterator().next(), gone, added);
        }
        Duration window = spec.window();
        if (window == null) {
            return;
        }
        for (ShownRow row : added) {
            newestMillis = Math.max(newestMillis, row.millis());
        }
        long oldest = newestMillis - window.toMillis();
        List<Long> old = rows.values().stream()
                .filter(row -> row.millis() < oldest)
                .map(ShownRow::id)
                .toList();
        old.forEach(id -> forget(id, gone, added));
    }

    /** Takes a row away, whether pages have it already or it only came now. */
    private void forget(long id, Set<Long> gone, List<ShownRow> added) {
        remove(id);
        if (added.isEmpty() || id < added.get(0).id()) {
            gone.add(id);
        } else {
            added.removeIf(row -> row.id() == id);
        }
    }

    private void remove(long id) {
        ShownRow row = rows.remove(id);
        if (row != null && spec.keep() == Keep.KEYED) {
            byKey.remove(key(row), id);
        }
    }

    /** By what a row is known; without a time column, also by when it was shown. */
    private List<@Nullable Object> key(ShownRow row) {
        List<@Nullable Object> key = new ArrayList<>();
        spec.key().forEach(place -> key.add(row.values().get(place)));
        if (spec.type() == PanelType.SERIES && spec.time() < 0) {
            key.add(row.at());
        }
        return key;
    }

    private long millis(List<@Nullable Object> values, long when) {
        Object time = spec.time() < 0 ? null : values.get(spec.time());
        return time == null ? when : Cells.millis(time.toString());
    }

    /** What the history must hold so that a new driver shows the same. */
    private List<History.Entry> kept() {
        Map<List<Object>, List<ShownRow>> byEpoch = new LinkedHashMap<>();
        rows.values()
                .forEach(row -> byEpoch.computeIfAbsent(
                                List.of(row.query(), row.epoch(), row.at()), any -> new ArrayList<>())
                        .add(row));
        List<History.Entry> entries = new ArrayList<>();
        byEpoch.values().forEach(epoch -> {
            ShownRow first = epoch.get(0);
            Epochs.Epoch newest = epochs.newest(first.query());
            long had = newest != null && newest.number() == first.epoch() ? newest.count() : epoch.size();
            entries.add(new History.Entry(
                    first.query(),
                    first.epoch(),
                    first.at(),
                    new Staged(epoch.stream().map(ShownRow::values).toList(), had)));
        });
        return entries;
    }
}
