package io.millrace.runtime.journal;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Seals one segment after another. It begins with an empty one behind the last that is there: whoever wrote the partition
 * before wants that number too and finds it taken. Used by one thread at a time.
 */
final class SegmentWriter {
    /** More than ever open one partition at the same moment. */
    private static final int OPENERS = 10;

    private final SegmentFiles files;
    private final JournalMetrics metrics;
    private final UUID id = UUID.randomUUID();
    private long number;
    private long position;

    SegmentWriter(SegmentFiles files, JournalMetrics metrics) throws IOException {
        this.files = files;
        this.metrics = metrics;
        files.directory().make();
        files.directory().check();
        files.directory().sweep();
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
        for (EventBuffer some : events) {
            count = Math.addExact(count, some.count());
            bytes += some.length();
        }
        SegmentHead head = head(count, bytes);
        try {
            files.seal(number, head, events);
        } catch (IOException | RuntimeException e) {
            metrics.failures().increment();
            SegmentHead there = there(e);
            if (there != null && !there.writer().equals(id)) {
                throw FencedException.takenOver(files.place(number));
            }
            if (there == null && isRemoved(e)) {
                throw FencedException.removed(files.place(number - 1));
            }
            if (there != null) {
                // It failed after it had become visible: it may be read, but nobody can say that it is durable.
                advance(there);
            }
            throw new IOException(
                    "Sealing " + count + " events in " + files.directory() + " failed: " + reason(e)
                            + ". None of them was acknowledged; senders have to send them again. See that the file system"
                            + " can be written and has space left; then events are taken again",
                    e);
        }
        advance(head);
        metrics.segments().increment();
        metrics.events().add(count);
        metrics.bytes().add(bytes);
        metrics.lastEventMillis().set(Instant.now().toEpochMilli());
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
            advance(last);
        }
        for (int failures = 0; !marks(failures); failures++) {}
    }

    /** Seals the mark, or moves behind a segment that another one sealed meanwhile. */
    private boolean marks(int failures) throws IOException {
        SegmentHead mark = head(0, 0);
        try {
            files.seal(number, mark, List.of());
            advance(mark);
            return true;
        } catch (IOException e) {
            SegmentHead there = there(e);
            if (there != null && !there.writer().equals(id)) {
                advance(there);
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

    private SegmentHead head(int count, long bytes) {
        return new SegmentHead(id, position, count, bytes, ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
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
            return files.head(number);
        } catch (IOException | RuntimeException e) {
            failure.addSuppressed(e);
            return null;
        }
    }
}
