package io.millrace.testkit.example;

import io.millrace.api.Advance;
import io.millrace.api.Backlog;
import io.millrace.api.Budget;
import io.millrace.api.ConnectorException;
import io.millrace.api.DenseOffsets;
import io.millrace.api.Log;
import io.millrace.api.Offsets;
import io.millrace.api.Range;
import io.millrace.api.StartFrom;
import io.millrace.api.StopAt;
import io.millrace.api.Tip;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;

/** Plans reading of a {@link MemoryLog}. */
final class MemoryPlan implements Log {
    private final String name;

    MemoryPlan(String name) {
        this.name = name;
    }

    @Override
    public Offsets start(StartFrom from) throws IOException {
        happened(MemoryLog.Call.START);
        if (from instanceof StartFrom.Latest) {
            return each((id, partition) -> partition.end());
        } else if (from instanceof StartFrom.At at) {
            return each((id, partition) -> partition.firstAt(at.instant()));
        } else if (from instanceof StartFrom.AtEach at) {
            checkKnown(at.instants().keySet());
            return each((id, partition) ->
                    instant(at.instants(), id).map(partition::firstAt).orElse(partition.first()));
        } else if (from instanceof StartFrom.Exactly exactly) {
            checkKnown(exactly.offsets().positions().keySet());
            return each(
                    (id, partition) -> place(exactly.offsets(), id, partition).orElse(partition.first()));
        }
        return each((id, partition) -> partition.first());
    }

    @Override
    public Tip tip(StopAt stop) throws IOException {
        happened(MemoryLog.Call.TIP);
        return DenseOffsets.tip(each((id, partition) -> Math.min(partition.end(), end(stop, id, partition))));
    }

    private static long end(StopAt stop, String id, Partition partition) {
        if (stop instanceof StopAt.At at) {
            return partition.firstAt(at.instant());
        } else if (stop instanceof StopAt.AtEach at) {
            return instant(at.instants(), id).map(partition::firstAt).orElse(partition.end());
        } else if (stop instanceof StopAt.Exactly exactly) {
            return place(exactly.offsets(), id, partition).orElse(partition.end());
        }
        return partition.end();
    }

    @Override
    public Optional<Offsets> ends(Tip tip) {
        return Optional.of(DenseOffsets.ends(tip));
    }

    @Override
    public Advance advance(Offsets from, Tip tip, Budget budget) throws IOException {
        happened(MemoryLog.Call.ADVANCE);
        Offsets ends = DenseOffsets.ends(tip);
        Advance moved = new Succession(partitions()).move(from, ends);
        Tip reached = DenseOffsets.tip(only(ends, moved.end()));
        return new Advance(DenseOffsets.advance(moved.end(), reached, budget).end(), moved.finished());
    }

    @Override
    public Advance discover(Offsets from) throws IOException {
        happened(MemoryLog.Call.DISCOVER);
        Offsets ends = each((id, partition) -> partition.end());
        Advance moved = new Succession(partitions()).move(from, ends);
        Tip reached = DenseOffsets.tip(only(ends, moved.end()));
        return new Advance(DenseOffsets.discover(moved.end(), reached).end(), moved.finished());
    }

    @Override
    public List<Range> plan(Offsets from, Offsets to) {
        return DenseOffsets.plan(from, to);
    }

    @Override
    public Map<String, Backlog> behind(Offsets from, Tip tip) {
        Offsets unread = new Succession(partitions()).unread(from);
        return DenseOffsets.behind(unread, DenseOffsets.tip(only(DenseOffsets.ends(tip), unread)));
    }

    @Override
    public void committed(Offsets upTo) throws IOException {
        happened(MemoryLog.Call.COMMITTED);
    }

    @Override
    public void close() {}

    private static Offsets only(Offsets ends, Offsets these) {
        SortedMap<String, String> kept = new TreeMap<>(ends.positions());
        kept.keySet().retainAll(these.positions().keySet());
        return new Offsets(kept, ends.identities());
    }

    private void checkKnown(Set<String> ids) {
        Set<String> unknown = new TreeSet<>(ids);
        unknown.removeAll(partitions().keySet());
        if (!unknown.isEmpty()) {
            throw ConnectorException.settings("The start names " + unknown + ", but log '" + name + "' has "
                    + partitions().keySet() + "; correct the names");
        }
    }

    private static Optional<Long> place(Offsets given, String id, Partition partition) {
        return Optional.ofNullable(given.positions().get(id)).map(text -> switch (text) {
            case "", "earliest" -> partition.first();
            case "latest" -> partition.end();
            default -> DenseOffsets.number(text);
        });
    }

    private static Optional<Instant> instant(SortedMap<String, Instant> instants, String id) {
        return Optional.ofNullable(instants.get(id));
    }

    private Offsets each(BiFunction<String, Partition, Long> place) {
        SortedMap<String, String> positions = new TreeMap<>();
        partitions().forEach((id, partition) -> positions.put(id, Long.toString(place.apply(id, partition))));
        SortedMap<String, String> identities = new TreeMap<>();
        MemoryLog.find(name).ifPresent(log -> identities.put(name, log.identity()));
        return new Offsets(positions, identities);
    }

    private SortedMap<String, Partition> partitions() {
        return MemoryLog.find(name).map(MemoryLog::partitions).orElseGet(TreeMap::new);
    }

    private void happened(MemoryLog.Call call) throws IOException {
        if (MemoryLog.find(name).isPresent()) {
            MemoryLog.find(name).get().calls().happened(call);
        }
    }
}
