package io.millrace.api;

import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongFunction;

/**
 * Planning for logs whose positions are consecutive numbers (Kafka, journals, files of lines). The number of a position is
 * the number of events before it; the beginning is 0.
 */
public final class DenseOffsets {
    private DenseOffsets() {}

    /** Tells where each partition of a dense log ends now. */
    @FunctionalInterface
    public interface Ends {
        /** The end of each partition. */
        Offsets now() throws IOException;
    }

    /**
     * The whole planning side of a dense log that keeps all its events from number 0 on. It starts and stops at the
     * earliest, the latest or given positions; it cannot be searched by time.
     */
    public static Log log(Ends ends) {
        return new DenseLog(ends);
    }

    /** A reader that asks for one event after another, each by its number. */
    public static RangeReader reader(Range range, LongFunction<Event> events) {
        return new DenseReader(range, events);
    }

    /** A tip that says where each partition ends now. */
    public static Tip tip(Offsets ends) {
        StringBuilder token = new StringBuilder();
        ends.positions().forEach((partition, end) -> line(token, 'p', partition, end));
        ends.identities().forEach((stream, identity) -> line(token, 'i', stream, identity));
        return new Tip(token.toString());
    }

    /** The ends that {@link #tip} was made from. */
    public static Offsets ends(Tip tip) {
        SortedMap<String, String> positions = new TreeMap<>();
        SortedMap<String, String> identities = new TreeMap<>();
        tip.token().lines().forEach(line -> {
            int tab = line.indexOf('\t');
            (line.charAt(0) == 'p' ? positions : identities).put(line.substring(1, tab), line.substring(tab + 1));
        });
        return new Offsets(positions, identities);
    }

    /**
     * Shares the budget's records among the partitions in proportion to what each has waiting. A partition with events
     * waiting gets at least one, so a budget below the number of such partitions counts as one each.
     *
     * @throws DataLossException if a partition of {@code from} is not in the tip, is beyond its end there, or belongs to a
     *     stream that was created anew
     */
    public static Advance advance(Offsets from, Tip tip, Budget budget) {
        Offsets ends = ends(tip);
        checkNothingLost(from, ends);
        Map<String, Long> waiting = waiting(from, ends);
        SortedMap<String, String> to = new TreeMap<>();
        shares(waiting, budget.records())
                .forEach((partition, taken) ->
                        to.put(partition, Long.toString(number(from.position(partition)) + taken)));
        return Advance.to(new Offsets(to, ends.identities()));
    }

    /**
     * The partitions of {@code from} where they are, and new ones of the tip at their beginning.
     *
     * @throws DataLossException as {@link #advance}
     */
    public static Advance discover(Offsets from, Tip tip) {
        Offsets ends = ends(tip);
        checkNothingLost(from, ends);
        SortedMap<String, String> to = new TreeMap<>();
        ends.positions()
                .keySet()
                .forEach(partition -> to.put(partition, Long.toString(number(from.position(partition)))));
        return Advance.to(new Offsets(to, ends.identities()));
    }

    /** The ranges between two offsets; none where the log went back. That of a new partition starts at the empty position. */
    public static List<Range> plan(Offsets from, Offsets to) {
        List<Range> ranges = new ArrayList<>();
        to.positions().forEach((partition, position) -> {
            String start = from.startFor(partition, to);
            if (number(start) < number(position)) {
                ranges.add(new Range(partition, start, position));
            }
        });
        return ranges;
    }

    /** What waits in each partition between {@code from} and the tip. */
    public static Map<String, Backlog> behind(Offsets from, Tip tip) {
        Map<String, Backlog> behind = new LinkedHashMap<>();
        waiting(from, ends(tip)).forEach((partition, records) -> behind.put(partition, Backlog.ofRecords(records)));
        return behind;
    }

    /** The number that a position stands for. */
    public static long number(String position) {
        return position.isEmpty() ? 0 : Long.parseLong(position);
    }

    private static void line(StringBuilder token, char kind, String name, String text) {
        token.append(kind).append(name).append('\t').append(text).append('\n');
    }

    private static Map<String, Long> waiting(Offsets from, Offsets ends) {
        Map<String, Long> waiting = new LinkedHashMap<>();
        ends.positions().forEach((partition, end) -> {
            long start = number(from.startFor(partition, ends));
            waiting.put(partition, Math.max(0, number(end) - start));
        });
        return waiting;
    }

    private static Map<String, Long> shares(Map<String, Long> waiting, long budget) {
        BigInteger all = waiting.values().stream().map(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::add);
        BigInteger most = BigInteger.valueOf(budget);
        if (all.compareTo(most) <= 0) {
            return waiting;
        }
        Map<String, Long> shares = new LinkedHashMap<>();
        waiting.forEach((partition, has) -> {
            long share = BigInteger.valueOf(has).multiply(most).divide(all).longValueExact();
            shares.put(partition, has == 0 ? 0 : Math.max(1, share));
        });
        long left = budget - shares.values().stream().mapToLong(Long::longValue).sum();
        for (Map.Entry<String, Long> share : shares.entrySet()) {
            if (left > 0 && share.getValue() < waiting.getOrDefault(share.getKey(), 0L)) {
                share.setValue(share.getValue() + 1);
                left--;
            }
        }
        return shares;
    }

    private static void checkNothingLost(Offsets from, Offsets ends) {
        List<String> losses = new ArrayList<>();
        Offsets resume = from;
        for (String stream : from.identities().keySet()) {
            if (!from.sameIncarnation(stream, ends)) {
                losses.add("'" + stream + "' was deleted and created again: the saved offsets belong to "
                        + from.identities().get(stream) + ", the stream is now "
                        + ends.identities().get(stream));
                resume = resume.withoutStream(stream);
            }
        }
        for (Map.Entry<String, String> entry : from.positions().entrySet()) {
            String partition = entry.getKey();
            String end = ends.positions().get(partition);
            if (!from.sameIncarnation(Offsets.streamOf(partition), ends)) {
                continue;
            }
            if (end == null) {
                losses.add("'" + partition + "' is gone; it was read up to " + entry.getValue());
                resume = resume.without(partition);
            } else if (number(entry.getValue()) > number(end)) {
                losses.add("'" + partition + "' ends at " + end + ", before the saved offset " + entry.getValue());
                resume = resume.with(partition, end);
            }
        }
        if (!losses.isEmpty()) {
            throw new DataLossException(String.join("; ", losses), resume);
        }
    }
}
