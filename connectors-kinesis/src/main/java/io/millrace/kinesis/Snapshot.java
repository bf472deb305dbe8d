package io.millrace.kinesis;

import io.millrace.api.Tip;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a stream was at one moment: its shards, and how far each was seen. A tip is its text.
 *
 * @param identity tells this stream from another of the same name; empty if there is no stream
 * @param time when it was, by the server's clock, in milliseconds since 1970
 * @param retention how long records are kept, in milliseconds
 * @param shards the shards by id
 * @param heads the end of what was seen of each shard
 */
record Snapshot(
        String identity,
        long time,
        long retention,
        SortedMap<String, Shard> shards,
        SortedMap<String, Position> heads) {
    private static final String FIELD = "\t";

    /** What is left of a stream that is not there. */
    static final Snapshot NONE = new Snapshot("", 0, 0, new TreeMap<>(), new TreeMap<>());

    boolean exists() {
        return !identity.isEmpty();
    }

    /** Whether a record that arrived then may be gone already. */
    boolean isKept(long arrival) {
        return arrival < 0 || arrival >= time - retention;
    }

    Snapshot withHeads(SortedMap<String, Position> others) {
        return new Snapshot(identity, time, retention, shards, others);
    }

    Tip tip() {
        StringBuilder text = new StringBuilder();
        text.append(identity).append(FIELD).append(time).append(FIELD).append(retention);
        shards.values().forEach(shard -> {
            Position head = heads.get(shard.id());
            text.append('\n')
                    .append(shard.id())
                    .append(FIELD)
                    .append(shard.first())
                    .append(FIELD)
                    .append(shard.closed())
                    .append(FIELD)
                    .append(head == null ? "" : head.text())
                    .append(FIELD)
                    .append(String.join(" ", shard.parents()));
        });
        return new Tip(text.toString());
    }

    static Snapshot of(Tip tip) {
        List<String> lines = tip.token().lines().toList();
        if (lines.isEmpty()) {
            return NONE;
        }
        String[] stream = lines.get(0).split(FIELD, -1);
        SortedMap<String, Shard> shards = new TreeMap<>();
        SortedMap<String, Position> heads = new TreeMap<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] fields = line.split(FIELD, -1);
            List<String> parents = new ArrayList<>();
            for (String parent : fields[4].split(" ", -1)) {
                if (!parent.isEmpty()) {
                    parents.add(parent);
                }
            }
            shards.put(fields[0], new Shard(fields[0], parents, fields[1], Boolean.parseBoolean(fields[2])));
            heads.put(fields[0], Position.parse(fields[3]));
        }
        return new Snapshot(stream[0], Long.parseLong(stream[1]), Long.parseLong(stream[2]), shards, heads);
    }
}
