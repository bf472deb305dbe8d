package io.millrace.runtime.journal;

import io.millrace.runtime.journal.IdentityTable.Entry;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Seals one segment after another. It begins with an empty one behind the last that is there: whoever wrote the partition
 * before wants that number too and finds it taken. Used by one thread at a time.
 */
final class SegmentWriter {
    /** More than ever open one partition at the same moment. */
    private static final int OPENERS = 10;

    /** How many segments a new writer reads at most to know what is remembered. */
    private static final int SNAPSHOT_EVERY = 64;

    /** How many empty segments, each of a writer that took nothing, are looked through for the last events. */
    private static final int MOST_EMPTY = 1_000;

    private static final long NO_SNAPSHOT = -1;

    private final SegmentFiles files;
    private final Claims claims;
    private final JournalMetrics metrics;
    private final UUID id = UUID.randomUUID();
    private long number;
    private long position;
    private long snapshot = NO_SNAPSHOT;
    private @Nullable SegmentHead lastBefore;

    SegmentWriter(SegmentFiles files, Claims claims, JournalMetrics metrics) throws IOException {
        this.files = files;
        this.claims = claims;
        this.metrics = metrics;
        files.directory().make();
        files.directory().check();
        files.sweep();
        takeOver();
    }

    /**
     * Seals events.
     *
     * @throws FencedException if another writer took over, or the journal is gone
     */
    void seal(List<EventBuffer> events) throws IOException {
        int count = 0;
        long bytes = 0;
        List<Entry> entries = new ArrayList<>(0);
        for (EventBuffer some : events) {
            for (Entry entry : some.identified()) {
                entries.add(entry.behind(count));
            }
            count = Math.addExact(count, some.count());
            bytes += some.length();
        }
        long now = now();
        IdentityTable table = table(entries, now);
        SegmentHead head = head(count, bytes, now, table);
        try {
            files.seal(number, head, table, events);
        } catch (IOException | RuntimeException e) {
            metrics.failures().increment();
            snapshot = NO_SNAPSHOT;
            SegmentHead there = there(e);
            if (there != null && !there.writer().equals(id)) {
                throw FencedException.takenOver(files.place(number));
            }
            if (there == null && isRemoved(e)) {
                throw FencedException.removed(files.place(number - 1));
            }
            if (there != null) {
                // It failed after it had become visible: it may be read, but nobody can say that it is durable.
                IdentityTable visible = there.identified() ? files.identities(number) : null;
                if (visible != null) {
                    claims.suspect(visible.entries(), there.sealedMicros());
                }
                advance(there);
            }
            throw new IOException(
                    "Sealing " + count + " events in " + files.directory() + " failed: " + reason(e)
                            + ". None of them was acknowledged; senders have to send them again. See that the file system"
                            + " can be written and has space left; then events are taken again",
                    e);
        }
        sealed(table, now);
        advance(head);
        metrics.segments().increment();
        metrics.events().add(count);
        metrics.bytes().add(bytes);
        metrics.lastEventMillis().set(Instant.now().toEpochMilli());
    }

    /**
     * When an earlier writer last sealed events, or, if those are gone, when the first writer after them began; empty if there
     * was none.
     */
    Optional<Instant> lastBefore() {
        SegmentHead last = lastBefore;
        return last == null
                ? Optional.empty()
                : Optional.of(Instant.EPOCH.plus(last.sealedMicros(), ChronoUnit.MICROS));
    }

    @Override
    public String toString() {
        return files.directory().toString();
    }

    private void takeOver() throws IOException {
        long[] numbers = files.numbers();
        if (numbers.length > 0) {
            number = numbers[numbers.length - 1];
            SegmentHead last = files.head(number);
            if (last == null) {
                throw new IOException("The newest segment " + files.place(number) + " was removed while it was opened");
            }
            lastBefore = lastBefore(last);
            follow(last);
        }
        for (int failures = 0; !marks(failures); failures++) {}
    }

    private SegmentHead lastBefore(SegmentHead newest) throws IOException {
        SegmentHead last = newest;
        for (long at = number - 1; last.count() == 0 && at >= 0 && number - at < MOST_EMPTY; at--) {
            SegmentHead before = files.head(at);
            if (before == null) {
                break;
            }
            last = before;
        }
        return last;
    }

    /** Seals the mark, or moves behind a segment that another one sealed meanwhile. */
    private boolean marks(int failures) throws IOException {
        long now = now();
        IdentityTable table = table(List.of(), now);
        SegmentHead mark = head(0, 0, now, table);
        try {
            files.seal(number, mark, table, List.of());
            sealed(table, now);
            advance(mark);
            return true;
        } catch (IOException e) {
            SegmentHead there = there(e);
            if (there != null && !there.writer().equals(id)) {
                follow(there);
                return false;
            }
            // Another one that opens at this moment may have swept the draft away.
            if (there != null || failures > OPENERS) {
                throw new IOException("The journal in " + files.directory() + " cannot be written: " + reason(e), e);
            }
            return false;
        }
    }

    /** One line: HDFS puts the NameNode's stack behind it, which is nothing for senders. */
    private static String reason(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private SegmentHead head(int count, long bytes, long now, @Nullable IdentityTable table) {
        return new SegmentHead(id, position, count, bytes, now, table != null);
    }

    private static long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    /** What the next segment says of identities; null if it has none and nothing is remembered. */
    private @Nullable IdentityTable table(List<Entry> entries, long now) {
        if (entries.isEmpty() && claims.isEmpty()) {
            snapshot = NO_SNAPSHOT;
            return null;
        }
        if (snapshot != NO_SNAPSHOT && number - snapshot < SNAPSHOT_EVERY) {
            return new IdentityTable(snapshot, List.of(), entries);
        }
        List<Identities.Span> remembered = claims.remembered(now);
        return entries.isEmpty() && remembered.isEmpty() ? null : new IdentityTable(number, remembered, entries);
    }

    /** From now on its batches are remembered, because it is durable. */
    private void sealed(@Nullable IdentityTable table, long now) {
        snapshot = table == null ? NO_SNAPSHOT : table.snapshot();
        if (table != null) {
            claims.hold(table.entries(), now);
        }
    }

    /** Goes on behind a segment of another writer, and remembers what was remembered there. */
    private void follow(SegmentHead last) throws IOException {
        if (last.identified()) {
            Identities earlier = new Identities(Integer.MAX_VALUE);
            IdentityHistory.recall(files, number, last.end(), earlier);
            claims.hold(earlier);
        }
        advance(last);
    }

    private void advance(SegmentHead sealed) {
        number++;
        position = sealed.end();
    }

    /** The newest segment never goes by itself. */
    private boolean isRemoved(Exception failure) {
        try {
            return files.head(number - 1) == null;
        } catch (IOException | RuntimeException e) {
            failure.addSuppressed(e);
            return false;
        }
    }

    /** The segment that has the number now, whoever sealed it. */
    private @Nullable SegmentHead there(Exception failure) {
        try {
            files.settle();
            return files.head(number);
        } catch (IOException | RuntimeException e) {
            failure.addSuppressed(e);
            return null;
        }
    }
}
