package io.millrace.flume;

import io.millrace.api.Event;
import io.millrace.api.Identified;
import io.millrace.api.Inbox;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** An inbox that sets the pace at which requests are read by how its puts go. Safe for many threads. */
final class Pace implements Inbox {
    /** A put that takes longer is no sign that more may come. */
    private static final long SLOW = Duration.ofSeconds(5).toNanos();

    private final Inbox inbox;
    private final WaitingBytes waiting;

    Pace(Inbox inbox, WaitingBytes waiting) {
        this.inbox = inbox;
        this.waiting = waiting;
    }

    @Override
    public Optional<Instant> lastBefore() {
        return inbox.lastBefore();
    }

    @Override
    public void put(List<Event> events) throws IOException, InterruptedException {
        paced(() -> inbox.put(events));
    }

    @Override
    public void putOnce(List<Identified> batches) throws IOException, InterruptedException {
        paced(() -> inbox.putOnce(batches));
    }

    private interface Put {
        void run() throws IOException, InterruptedException;
    }

    private void paced(Put put) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        boolean good = false;
        try {
            put.run();
            good = System.nanoTime() - begun < SLOW;
        } finally {
            if (good) {
                waiting.widen();
            } else {
                waiting.narrow();
            }
        }
    }
}
