package io.millrace.runtime.journal;

import io.millrace.api.Advance;
import io.millrace.api.Backlog;
import io.millrace.api.Budget;
import io.millrace.api.ConnectorException;
import io.millrace.api.DataLossException;
import io.millrace.api.DenseOffsets;
import io.millrace.api.Log;
import io.millrace.api.Offsets;
import io.millrace.api.Range;
import io.millrace.api.StartFrom;
import io.millrace.api.StopAt;
import io.millrace.api.Tip;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The planning side of a journal: a partition for each receiver, named by the connector and the receiver's number, whose
 * positions count its events from 0 on.
 */
final class JournalLog implements Log {
    /** The next batch waits for it. */
    private static final Duration LONGEST_REMOVAL = Duration.ofSeconds(2);

    private final String stream;
    private final JournalDirectory directory;
    private final long receivers;
    private final SortedMap<String, PartitionIndex> partitions = new TreeMap<>();
    private final Duration retention;
    private final Clock clock;
    private final Deque<Processed> processed = new ArrayDeque<>();
    private final Repeats repeats;
    private String identity;

    /** Everything before {@code upTo} was processed at a moment. */
    private record Processed(Instant at, Offsets upTo) {}

    /**
     * A log of what is there and of what as many receivers will write. Receivers that wrote before and are no longer run keep
     * their partitions.
     */
    JournalLog(
            String stream, JournalDirectory directory, long receivers, Duration retention, int remembered, Clock clock)
            throws IOException {
        this.stream = stream;
        this.repeats = new Repeats(remembered);
        this.directory = directory;
        this.receivers = receivers;
        this.retention = retention;
        this.clock = clock;
        this.identity = directory.identity(stream);
        look();
    }

    @Override
    public Offsets start(StartFrom from) throws IOException {
        Offsets ends = ends();
        if (from instanceof StartFrom.Latest) {
            return ends;
        }
        if (from instanceof StartFrom.Earliest) {
            return new Offsets(firsts(), ends.identities());
        }
        if (from instanceof StartFrom.Exactly exactly) {
            return resolved(exactly.offsets(), ends);
        }
        throw ConnectorException.settings(
                "A journal cannot be searched by time; give positions, earliest or latest instead of a timestamp");
    }

    @Override
    public Tip tip(StopAt stop) throws IOException {
        if (stop instanceof StopAt.Now) {
            return DenseOffsets.tip(ends());
        }
        throw ConnectorException.settings("A journal is read as a stream, which has no other end than now");
    }

    @Override
    public Advance advance(Offsets from, Tip tip, Budget budget) throws IOException {
        checkBeginnings(from);
        Budget records = budget.atMost(recordsWithin(from, tip, budget.bytes()));
        return uncut(from, DenseOffsets.advance(from, tip, records));
    }

    @Override
    public Advance discover(Offsets from) throws IOException {
        checkBeginnings(from);
        return DenseOffsets.discover(from, tip(new StopAt.Now()));
    }

    /** {@inheritDoc} Batches that are there a second time under the same identity are left out. */
    @Override
    public List<Range> plan(Offsets from, Offsets to) {
        try {
            return repeats.without(partitions, DenseOffsets.plan(from, to), to);
        } catch (IOException e) {
            throw ConnectorException.passing(
                    "Which batches of the journal " + directory + " came twice cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public Map<String, Backlog> behind(Offsets from, Tip tip) {
        return DenseOffsets.behind(from, tip);
    }

    @Override
    public Optional<Offsets> ends(Tip tip) {
        return Optional.of(DenseOffsets.ends(tip));
    }

    /** Removes segments whose events were all processed a retention time ago. */
    @Override
    public void committed(Offsets upTo) throws IOException {
        Instant now = clock.instant();
        Processed last = processed.peekLast();
        if (last == null || Duration.between(last.at(), now).compareTo(retention.dividedBy(100)) >= 0) {
            processed.add(new Processed(now, upTo));
        }
        Offsets old = Offsets.NONE;
        for (Processed one = processed.peek();
                one != null && Duration.between(one.at(), now).compareTo(retention) >= 0;
                one = processed.peek()) {
            old = processed.remove().upTo();
        }
        Instant deadline = Instant.now().plus(LONGEST_REMOVAL);
        for (Map.Entry<String, String> end : old.positions().entrySet()) {
            PartitionIndex partition = partitions.get(end.getKey());
            if (partition != null) {
                partition.remove(end.getValue(), deadline);
            }
        }
    }

    @Override
    public void close() {}

    private void look() throws IOException {
        partitions.clear();
        Set<Integer> numbers = new TreeSet<>(directory.receivers());
        for (int number = 0; number < receivers; number++) {
            numbers.add(number);
        }
        for (int number : numbers) {
            partitions.put(stream + "/" + number, new PartitionIndex(new SegmentFiles(directory.receiver(number))));
        }
    }

    private Offsets ends() throws IOException {
        String now = directory.identity(stream);
        if (!now.equals(identity)) {
            // It was removed: what comes is another journal, and what was known holds no more.
            identity = now;
            processed.clear();
            look();
        }
        SortedMap<String, String> ends = new TreeMap<>();
        for (Map.Entry<String, PartitionIndex> partition : partitions.entrySet()) {
            partition.getValue().refresh();
            ends.put(partition.getKey(), Long.toString(partition.getValue().end()));
        }
        return new Offsets(ends, new TreeMap<>(Map.of(stream, identity)));
    }

    private SortedMap<String, String> firsts() throws IOException {
        SortedMap<String, String> firsts = new TreeMap<>();
        for (Map.Entry<String, PartitionIndex> partition : partitions.entrySet()) {
            firsts.put(partition.getKey(), Long.toString(partition.getValue().first()));
        }
        return firsts;
    }

    /** What is below the first kept event is gone; reading can go on there. */
    private void checkBeginnings(Offsets from) throws IOException {
        List<String> losses = new ArrayList<>();
        Offsets resume = from;
        for (Map.Entry<String, String> first : firsts().entrySet()) {
            String at = from.position(first.getKey());
            if (from.sameIncarnation(stream, identities())
                    && DenseOffsets.number(at) < DenseOffsets.number(first.getValue())) {
                losses.add("'" + first.getKey() + "' begins at " + first.getValue() + ", behind the saved offset "
                        + DenseOffsets.number(at));
                resume = resume.with(first.getKey(), first.getValue());
            }
        }
        if (!losses.isEmpty()) {
            throw new DataLossException("Segments of the journal are gone: " + String.join("; ", losses), resume);
        }
    }

    /** An identified batch is read as a whole, because it may have to be left out as a whole. */
    private Advance uncut(Offsets from, Advance advance) throws IOException {
        Offsets end = advance.end();
        for (Map.Entry<String, PartitionIndex> partition : partitions.entrySet()) {
            long cut = DenseOffsets.number(end.position(partition.getKey()));
            long uncut = partition.getValue().uncut(DenseOffsets.number(from.position(partition.getKey())), cut);
            if (uncut != cut) {
                end = end.with(partition.getKey(), Long.toString(uncut));
            }
        }
        return new Advance(end, advance.finished());
    }

    private Offsets identities() {
        return new Offsets(new TreeMap<>(), new TreeMap<>(Map.of(stream, identity)));
    }

    /** About how many of the waiting events take so many bytes. */
    private long recordsWithin(Offsets from, Tip tip, long bytes) throws IOException {
        if (bytes == Long.MAX_VALUE) {
            return Long.MAX_VALUE;
        }
        double waitingBytes = 0;
        for (Map.Entry<String, PartitionIndex> partition : partitions.entrySet()) {
            waitingBytes += partition.getValue().bytesFrom(DenseOffsets.number(from.position(partition.getKey())));
        }
        long waiting = behind(from, tip).values().stream()
                .mapToLong(backlog -> backlog.records().orElse(0))
                .sum();
        return waitingBytes <= bytes ? Long.MAX_VALUE : Math.max(1, (long) (waiting * (bytes / waitingBytes)));
    }

    private Offsets resolved(Offsets given, Offsets ends) throws IOException {
        SortedMap<String, String> firsts = firsts();
        SortedMap<String, String> positions = new TreeMap<>();
        for (String partition : given.positions().keySet()) {
            if (!firsts.containsKey(partition)) {
                throw ConnectorException.settings("Partition '" + partition + "' does not exist; there are "
                        + String.join(", ", firsts.keySet()));
            }
        }
        firsts.forEach((partition, first) -> positions.put(
                partition, number(partition, given.position(partition), first, ends.position(partition))));
        return new Offsets(positions, ends.identities());
    }

    private static String number(String partition, String place, String first, String end) {
        return switch (place) {
            case "", "earliest" -> first;
            case "latest" -> end;
            default -> {
                if (!place.matches("\\d{1,18}")
                        || DenseOffsets.number(place) < DenseOffsets.number(first)
                        || DenseOffsets.number(place) > DenseOffsets.number(end)) {
                    throw ConnectorException.settings("Partition '" + partition + "' has no position '" + place
                            + "'; expected earliest, latest, or a number from " + first + " to " + end);
                }
                yield place;
            }
        };
    }
}
