package io.millrace.runtime.journal;

import io.millrace.api.Event;
import io.millrace.api.Identified;
import io.millrace.api.Inbox;
import io.millrace.api.Options;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * The writing side of one receiver's partition of a journal. What is put is sealed into segments; callers that wait at the
 * same moment share a segment and its sync. The events of one put stay together and in order. Safe for many threads.
 *
 * <ol>
 *   <li>{@link #open} fences off whoever wrote the partition before: that one's next segment fails, and with it every caller
 *       that it carried.
 *   <li>{@link #put} returns when the events are durable and will be read. If it throws, the caller must not acknowledge
 *       them; they may be read all the same.
 *   <li>After a failure (a full disk) the journal goes on: later puts may succeed.
 *   <li>{@link #close} refuses new puts and waits for those that wait.
 * </ol>
 */
public final class Journal implements Inbox, AutoCloseable {
    private static final int FIRST_CAPACITY = 64 * 1024;
    private static final int LARGEST_KEPT = 1024 * 1024;

    private final SegmentFiles files;
    private final JournalMetrics metrics = new JournalMetrics();
    private final Claims claims;
    private final Semaphore room;
    private final int waitingBytes;
    /** The last one given back is the first one taken: it is the one that the processor's caches still hold. */
    private final BlockingDeque<EventBuffer> spare = new LinkedBlockingDeque<>(64);

    private final Optional<Instant> lastBefore;
    private final Committer committer;
    private final Thread thread;

    Journal(SegmentFiles files, Options options) throws IOException {
        this.files = files;
        this.waitingBytes = options.value(JournalOptions.WAITING_BYTES).intValue();
        this.room = new Semaphore(waitingBytes, true);
        this.claims = new Claims(
                options.value(JournalOptions.REMEMBER_MOST).intValue(), options.value(JournalOptions.REMEMBER_FOR));
        SegmentWriter writer = new SegmentWriter(files, claims, metrics);
        this.lastBefore = writer.lastBefore();
        this.committer = new Committer(
                writer,
                options.value(JournalOptions.SEGMENT_BYTES),
                options.value(JournalOptions.LINGER),
                this::answered);
        this.thread = new Thread(committer, "millrace-journal-" + files.directory());
        this.thread.setDaemon(true);
        this.thread.start();
    }

    /**
     * Opens the partition of a receiver behind the last segment that was sealed there.
     *
     * @throws IOException if the directory cannot be written
     */
    public static Journal open(JournalDirectory journal, int receiver, Options options) throws IOException {
        return new Journal(new SegmentFiles(journal.receiver(receiver)), options);
    }

    @Override
    public Optional<Instant> lastBefore() {
        return lastBefore;
    }

    /** {@inheritDoc} More bytes than may wait go when nothing else waits. */
    @Override
    public void put(List<Event> events) throws IOException, InterruptedException {
        if (events.isEmpty()) {
            return;
        }
        EventBuffer buffer = buffer();
        for (Event event : events) {
            buffer.add(event);
        }
        Put put = admitted(buffer, null);
        committer.add(put);
        put.await();
    }

    /** {@inheritDoc} A batch that another caller brings at this moment waits for what becomes of it there. */
    @Override
    public void putOnce(List<Identified> batches) throws IOException, InterruptedException {
        Claim claim = claims.claim(batches);
        metrics.repeats().add(batches.size() - claim.fresh().size());
        if (!claim.fresh().isEmpty()) {
            Put put = claimed(claim);
            committer.add(put);
            put.await();
        }
        claim.awaitOthers();
    }

    /** What was sealed so far. */
    public JournalMetrics metrics() {
        return metrics;
    }

    /** Why nothing can be put any more although nobody closed the journal; null as long as it goes on. */
    public @Nullable IOException ended() {
        return committer.ended();
    }

    /** How many callers wait for room. */
    int blocked() {
        return room.getQueueLength();
    }

    /** How many puts wait to be sealed, those that are being sealed left out. */
    int waiting() {
        return committer.waiting();
    }

    /** Waits for running puts; interrupts do not cut it short. */
    @Override
    public void close() throws IOException {
        committer.close();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        files.directory().close();
    }

    @Override
    public String toString() {
        return "journal " + files.directory();
    }

    private EventBuffer buffer() {
        EventBuffer kept = spare.pollFirst();
        return kept == null ? new EventBuffer(FIRST_CAPACITY) : kept;
    }

    /** A put of what is fresh; if there is none the claim is given up, so that somebody else may bring it. */
    private Put claimed(Claim claim) throws IOException, InterruptedException {
        Put put = null;
        try {
            EventBuffer buffer = buffer();
            for (Identified batch : claim.fresh()) {
                buffer.add(batch);
            }
            put = admitted(buffer, claim);
            return put;
        } finally {
            if (put == null) {
                claim.settle(new IOException("The batch was given up before it was sealed; send it again"));
            }
        }
    }

    /** Waits for room. */
    private Put admitted(EventBuffer buffer, @Nullable Claim claim) throws InterruptedException {
        int permits = Math.min(buffer.length(), waitingBytes);
        room.acquire(permits);
        return new Put(buffer, permits, claim);
    }

    private void answered(Put put) {
        room.release(put.permits());
        EventBuffer buffer = put.events();
        if (buffer.capacity() <= LARGEST_KEPT) {
            buffer.clear();
            var unused = spare.offerFirst(buffer);
        }
    }
}
