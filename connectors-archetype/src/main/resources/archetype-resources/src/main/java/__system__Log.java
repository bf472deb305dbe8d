package ${package};

import io.millrace.api.Advance;
import io.millrace.api.Budget;
import io.millrace.api.ConnectorException;
import io.millrace.api.DataLossException;
import io.millrace.api.DenseOffsets;
import io.millrace.api.Log;
import io.millrace.api.Offsets;
import io.millrace.api.StartFrom;
import io.millrace.api.StopAt;
import io.millrace.api.Tip;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Says where reading starts and how far each batch goes. */
final class ${system}Log implements Log {
    private static final int PAGE = 1_000;

    private final ${system}Client client;

    ${system}Log(${system}Client client) {
        this.client = client;
    }

    @Override
    public Offsets start(StartFrom from) throws IOException {
        if (from instanceof StartFrom.Earliest) {
            return places(Offsets.NONE, "earliest");
        }
        if (from instanceof StartFrom.Latest) {
            return places(Offsets.NONE, "latest");
        }
        if (from instanceof StartFrom.Exactly exactly) {
            return places(exactly.offsets(), "earliest");
        }
        throw byTime();
    }

    @Override
    public Tip tip(StopAt stop) throws IOException {
        if (stop instanceof StopAt.Now) {
            return DenseOffsets.tip(places(Offsets.NONE, "latest"));
        }
        if (stop instanceof StopAt.Exactly exactly) {
            return DenseOffsets.tip(places(exactly.offsets(), "latest"));
        }
        throw byTime();
    }

    @Override
    public Advance advance(Offsets from, Tip tip, Budget budget) throws IOException {
        SortedMap<String, ${system}Client.Bounds> there = checked(from);
        SortedMap<String, String> to = new TreeMap<>(from.positions());
        SortedMap<String, String> waiting = new TreeMap<>();
        DenseOffsets.ends(tip).positions().forEach((partition, end) -> {
            var bounds = there.get(partition);
            String start = to.getOrDefault(partition, bounds == null ? end : bounds.first());
            if (${system}Client.compare(start, end) < 0) {
                waiting.put(partition, end);
            }
        });
        long share = Math.max(1, budget.records() / Math.max(1, waiting.size()));
        for (var one : waiting.entrySet()) {
            String partition = one.getKey();
            String start = to.getOrDefault(partition, there.get(partition).first());
            to.put(partition, after(partition, start, one.getValue(), share));
        }
        return Advance.to(Offsets.of(to));
    }

    @Override
    public Advance discover(Offsets from) throws IOException {
        SortedMap<String, String> to = new TreeMap<>(from.positions());
        checked(from).forEach((partition, bounds) -> to.putIfAbsent(partition, bounds.first()));
        return Advance.to(Offsets.of(to));
    }

    @Override
    public void close() throws IOException {
        client.close();
    }

    /** The position after so many events. Ask your system for positions alone if it can tell them. */
    private String after(String partition, String start, String end, long events) throws IOException {
        if (events == Long.MAX_VALUE) {
            return end;
        }
        String at = start;
        for (long left = events; left > 0 && ${system}Client.compare(at, end) < 0; ) {
            List<${system}Client.Entry> page = client.read(partition, at, end, (int) Math.min(left, PAGE));
            if (page.isEmpty()) {
                return end;
            }
            at = page.get(page.size() - 1).next();
            left -= page.size();
        }
        return at;
    }

    /** The partitions that there are, once it is sure that all that waits behind the offsets is still there. */
    private SortedMap<String, ${system}Client.Bounds> checked(Offsets from) throws IOException {
        SortedMap<String, ${system}Client.Bounds> there = client.partitions();
        List<String> losses = new ArrayList<>();
        Offsets resume = from;
        for (var one : from.positions().entrySet()) {
            String partition = one.getKey();
            String position = one.getValue();
            var bounds = there.get(partition);
            if (bounds == null) {
                losses.add("'" + partition + "' is gone; it was read up to " + position);
                resume = resume.without(partition);
            } else if (bounds.lost(position)) {
                losses.add("'" + partition + "' begins at " + bounds.first() + " now, behind " + position);
                resume = resume.with(partition, bounds.first());
            } else if (${system}Client.compare(position, bounds.end()) > 0) {
                losses.add("'" + partition + "' ends at " + bounds.end() + " now, before " + position);
                resume = resume.with(partition, bounds.end());
            }
        }
        if (!losses.isEmpty()) {
            throw new DataLossException(String.join("; ", losses), resume);
        }
        return there;
    }

    /** Every partition at the position or word that was given for it, or else at {@code otherwise}. */
    private Offsets places(Offsets given, String otherwise) throws IOException {
        SortedMap<String, ${system}Client.Bounds> there = client.partitions();
        for (String partition : given.positions().keySet()) {
            if (!there.containsKey(partition)) {
                throw ConnectorException.settings(
                        "Partition '" + partition + "' does not exist; there are " + String.join(", ", there.keySet()));
            }
        }
        SortedMap<String, String> places = new TreeMap<>();
        there.forEach((partition, bounds) -> {
            String place = given.positions().getOrDefault(partition, otherwise);
            if (place.equals("earliest")) {
                places.put(partition, bounds.first());
            } else if (place.equals("latest")) {
                places.put(partition, bounds.end());
            } else if (${system}Client.isPosition(place)) {
                places.put(partition, place);
            } else {
                throw ConnectorException.settings("Partition '" + partition + "' has no position '" + place
                        + "'; expected earliest, latest, or a position such as " + bounds.end());
            }
        });
        return Offsets.of(places);
    }

    private static ConnectorException byTime() {
        return ConnectorException.settings(
                "This log cannot be searched by time; give positions, earliest or latest instead of a timestamp");
    }
}
