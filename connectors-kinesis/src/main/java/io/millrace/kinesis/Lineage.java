package io.millrace.kinesis;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which shards of a stream come into the offsets and which leave them. A shard enters when all shards before it are known to be
 * read to their end by an earlier batch, so that what is left of a parent and the beginning of its child are never in the
 * same batch; it leaves when all shards after it have entered. So a shard that is not in the offsets and has a descendant
 * there was read, even when it is listed again. Pure.
 */
final class Lineage {
    private final SortedMap<String, Shard> shards;

    Lineage(SortedMap<String, Shard> shards) {
        this.shards = shards;
    }

    /**
     * The shards that enter, at their beginning. Nothing was missed of them as long as nothing was missed of their parents.
     *
     * @param now what to take for shards whose parents are not known
     */
    SortedMap<String, Position> entering(SortedMap<String, Position> tracked, long now) {
        Set<String> read = before(tracked.keySet());
        SortedMap<String, Position> entering = new TreeMap<>();
        for (Shard shard : shards.values()) {
            if (tracked.containsKey(shard.id()) || read.contains(shard.id())) {
                continue;
            }
            long asOf = now;
            boolean ready = true;
            for (String parent : shard.parents()) {
                Position at = tracked.get(parent);
                if (at == null) {
                    ready = ready && (read.contains(parent) || !shards.containsKey(parent));
                } else {
                    ready = ready && at.isEnd();
                    asOf = Math.min(asOf, at.asOf());
                }
            }
            if (ready) {
                entering.put(shard.id(), Position.beginning(asOf));
            }
        }
        return entering;
    }

    /** The shards of {@code tracked} that are read to their end and whose children have all entered, or that are gone. */
    Set<String> leaving(SortedMap<String, Position> tracked) {
        Set<String> read = before(tracked.keySet());
        Set<String> leaving = new TreeSet<>();
        tracked.forEach((id, position) -> {
            if (!position.isEnd()) {
                return;
            }
            Set<String> children = children(id);
            boolean followed = children.stream().allMatch(child -> tracked.containsKey(child) || read.contains(child));
            if (!shards.containsKey(id) || (followed && !children.isEmpty())) {
                leaving.add(id);
            }
        });
        return leaving;
    }

    /** All shards from which some shard of {@code these} descends. */
    Set<String> before(Collection<String> these) {
        Set<String> before = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(these);
        while (!open.isEmpty()) {
            Shard shard = shards.get(open.remove());
            if (shard != null) {
                for (String parent : shard.parents()) {
                    if (before.add(parent)) {
                        open.add(parent);
                    }
                }
            }
        }
        return before;
    }

    private Set<String> children(String id) {
        Set<String> children = new TreeSet<>();
        shards.values().forEach(shard -> {
            if (shard.parents().contains(id)) {
                children.add(shard.id());
            }
        });
        return children;
    }
}
