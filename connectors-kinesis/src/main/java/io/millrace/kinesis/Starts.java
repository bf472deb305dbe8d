package io.millrace.kinesis;

import io.millrace.api.ConnectorException;
import io.millrace.api.StartFrom;
import io.millrace.api.StopAt;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.model.Record;

/** Where reading starts and stops, in exact positions: records that were seen, or the ends of shards. */
final class Starts {
    private final StreamApi api;
    private final Heads heads;
    private final Fan fan;

    Starts(StreamApi api, Heads heads, Fan fan) {
        this.api = api;
        this.heads = heads;
        this.fan = fan;
    }

    /** The first positions of a query. Shards that are not among them were finished before, or come later. */
    SortedMap<String, Position> start(StartFrom from, Snapshot now) throws IOException {
        if (from instanceof StartFrom.Latest) {
            SortedMap<String, Position> open = new TreeMap<>(now.heads());
            open.values().removeIf(Position::isEnd);
            return open;
        } else if (from instanceof StartFrom.At at) {
            return begun(now, shard -> before(shard, at.instant(), now));
        } else if (from instanceof StartFrom.AtEach each) {
            SortedMap<String, Instant> instants = byShard(each.instants());
            checkKnown(instants.keySet(), now);
            return begun(
                    now,
                    shard -> instants.containsKey(shard)
                            ? before(shard, instants.get(shard), now)
                            : earliest(shard, now));
        } else if (from instanceof StartFrom.Exactly exactly) {
            SortedMap<String, String> words = byShard(exactly.offsets().positions());
            checkKnown(words.keySet(), now);
            return exactly(words, now);
        }
        return begun(now, shard -> earliest(shard, now));
    }

    /** Where each shard stops. */
    SortedMap<String, Position> stop(StopAt stop, Snapshot now) throws IOException {
        SortedMap<String, Position> stops = new TreeMap<>(now.heads());
        if (stop instanceof StopAt.At at) {
            stops.putAll(fan.each(now.shards(), (id, shard) -> before(id, at.instant(), now)));
        } else if (stop instanceof StopAt.AtEach each) {
            SortedMap<String, Instant> instants = byShard(each.instants());
            checkKnown(instants.keySet(), now);
            stops.putAll(fan.each(instants, (id, instant) -> before(id, instant, now)));
        } else if (stop instanceof StopAt.Exactly exactly) {
            SortedMap<String, String> words = byShard(exactly.offsets().positions());
            checkKnown(words.keySet(), now);
            words.forEach((shard, word) -> {
                if (!word.equals("latest")) {
                    stops.put(shard, Position.parse(word));
                }
            });
        }
        return stops;
    }

    private interface Begin {
        /** The first position of a shard; its end if there is nothing to read in it. */
        Position in(String shard) throws IOException;
    }

    /** Shards from the oldest on: those of which nothing is to be read are passed over, and so their children are asked. */
    private SortedMap<String, Position> begun(Snapshot now, Begin begin) throws IOException {
        Lineage lineage = new Lineage(now.shards());
        SortedMap<String, Position> begun = new TreeMap<>();
        SortedMap<String, Position> next = lineage.entering(begun, now.time());
        while (!next.isEmpty()) {
            begun.putAll(fan.each(next, (shard, position) -> begin.in(shard)));
            next = lineage.entering(begun, now.time());
        }
        begun.keySet().removeAll(lineage.leaving(begun));
        return begun;
    }

    private SortedMap<String, Position> exactly(SortedMap<String, String> words, Snapshot now) throws IOException {
        SortedMap<String, Position> given = new TreeMap<>();
        for (var entry : words.entrySet()) {
            String shard = entry.getKey();
            given.put(
                    shard,
                    switch (entry.getValue()) {
                        case "", "earliest" -> earliest(shard, now);
                        case "latest" ->
                            Optional.ofNullable(now.heads().get(shard)).orElseThrow();
                        default -> Position.parse(entry.getValue());
                    });
        }
        Lineage lineage = new Lineage(now.shards());
        SortedMap<String, Position> rest = lineage.entering(given, now.time());
        given.putAll(fan.each(rest, (shard, position) -> earliest(shard, now)));
        return given;
    }

    private Position earliest(String shard, Snapshot now) throws IOException {
        ShardCursor cursor = new ShardCursor(api, shard, Position.beginning(now.time()), "");
        while (cursor.peek() == null && !cursor.ended() && !cursor.caughtUp()) {
            cursor.fetch(1);
        }
        Record first = cursor.peek();
        if (first != null) {
            return Places.before(first);
        }
        return cursor.ended() ? Position.end(now.time()) : Position.beginning(now.time());
    }

    /** Before the first record that arrived at an instant or later; the head if none is that young. */
    private Position before(String shard, Instant instant, Snapshot now) throws IOException {
        Position head = Optional.ofNullable(now.heads().get(shard)).orElseThrow();
        long millis = instant.isAfter(Instant.ofEpochMilli(now.time())) ? now.time() : instant.toEpochMilli();
        Record first = heads.firstSince(shard, millis);
        while (first != null && first.approximateArrivalTimestamp().isBefore(instant)) {
            // Only for an instant within the second that the server's clock does not tell.
            first = next(shard, first);
        }
        Position before = first == null ? head : Places.before(first);
        return before.compareTo(head) < 0 ? before : head;
    }

    private @Nullable Record next(String shard, Record before) throws IOException {
        ShardCursor cursor = new ShardCursor(api, shard, Places.after(before), "");
        while (cursor.peek() == null && !cursor.ended() && !cursor.caughtUp()) {
            cursor.fetch(1);
        }
        return cursor.peek();
    }

    /** Partitions of this stream by their shard; those of another one are no shards of this. */
    private <T> SortedMap<String, T> byShard(SortedMap<String, T> partitions) {
        String prefix = api.stream() + "/";
        SortedMap<String, T> byShard = new TreeMap<>();
        partitions.forEach(
                (id, value) -> byShard.put(id.startsWith(prefix) ? id.substring(prefix.length()) : id, value));
        return byShard;
    }

    private void checkKnown(Set<String> shards, Snapshot now) {
        Set<String> unknown = new TreeSet<>();
        shards.stream()
                .filter(shard -> !now.shards().containsKey(shard))
                .forEach(shard -> unknown.add(api.stream() + "/" + shard));
        if (!unknown.isEmpty()) {
            throw ConnectorException.settings("There are no shards " + unknown + "; stream '" + api.stream() + "' has "
                    + now.shards().keySet() + "; correct the names");
        }
    }
}
