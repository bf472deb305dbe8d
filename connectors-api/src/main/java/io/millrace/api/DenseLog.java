package io.millrace.api;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The planning side of a dense log that keeps everything, so that all it has to be asked is where it ends. */
final class DenseLog implements Log {
    private final DenseOffsets.Ends ends;

    DenseLog(DenseOffsets.Ends ends) {
        this.ends = ends;
    }

    @Override
    public Offsets start(StartFrom from) throws IOException {
        Offsets now = ends.now();
        if (from instanceof StartFrom.Latest) {
            return now;
        }
        if (from instanceof StartFrom.Earliest) {
            return resolved(Offsets.NONE, now, "0");
        }
        if (from instanceof StartFrom.Exactly exactly) {
            return resolved(exactly.offsets(), now, "0");
        }
        throw byTime();
    }

    @Override
    public Tip tip(StopAt stop) throws IOException {
        Offsets now = ends.now();
        if (stop instanceof StopAt.Now) {
            return DenseOffsets.tip(now);
        }
        if (stop instanceof StopAt.Exactly exactly) {
            return DenseOffsets.tip(resolved(exactly.offsets(), now, "latest"));
        }
        throw byTime();
    }

    @Override
    public Advance advance(Offsets from, Tip tip, Budget budget) {
        return DenseOffsets.advance(from, tip, budget);
    }

    @Override
    public Advance discover(Offsets from) throws IOException {
        return DenseOffsets.discover(from, tip(new StopAt.Now()));
    }

    @Override
    public List<Range> plan(Offsets from, Offsets to) {
        return DenseOffsets.plan(from, to);
    }

    @Override
    public Map<String, Backlog> behind(Offsets from, Tip tip) {
        return DenseOffsets.behind(from, tip);
    }

    @Override
    public Optional<Offsets> ends(Tip tip) {
        return Optional.of(DenseOffsets.ends(tip));
    }

    @Override
    public void close() {}

    /** Each partition that there is now at the place given for it, or else at {@code otherwise}. */
    private static Offsets resolved(Offsets given, Offsets now, String otherwise) {
        SortedMap<String, String> positions = new TreeMap<>();
        for (Map.Entry<String, String> end : now.positions().entrySet()) {
            String place = given.positions().getOrDefault(end.getKey(), otherwise);
            positions.put(end.getKey(), number(end.getKey(), place, end.getValue()));
        }
        for (String partition : given.positions().keySet()) {
            if (!positions.containsKey(partition)) {
                throw ConnectorException.settings("Partition '" + partition + "' does not exist; there are "
                        + String.join(", ", positions.keySet()));
            }
        }
        return new Offsets(positions, now.identities());
    }

    private static String number(String partition, String place, String end) {
        return switch (place) {
            case "earliest" -> "0";
            case "latest" -> end;
            default -> {
                if (!place.matches("\\d{1,18}") || Long.parseLong(place) > Long.parseLong(end)) {
                    throw ConnectorException.settings("Partition '" + partition + "' has no position '" + place
                            + "'; expected earliest, latest, or a number from 0 to " + end);
                }
                yield place;
            }
        };
    }

    private static ConnectorException byTime() {
        return ConnectorException.settings(
                "This log cannot be searched by time; give positions, earliest or latest instead of a timestamp");
    }
}
