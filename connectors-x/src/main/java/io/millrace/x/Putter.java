package io.millrace.x;

import io.millrace.api.Event;
import io.millrace.api.Inbox;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Hands posts to the inbox, on a thread of its own: X cuts off who reads slowly. A batch that did not become durable is handed over
 * again, because X would not send it again.
 */
final class Putter implements Runnable {
    private static final int MOST = 1_000;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Waiting waiting;
    private final Inbox inbox;
    private final Figures figures;
    private volatile boolean closing;

    Putter(Waiting waiting, Inbox inbox, Figures figures) {
        this.waiting = waiting;
        this.inbox = inbox;
        this.figures = figures;
    }

    /** What waits is put once more, and no more after that. */
    void close() {
        closing = true;
        waiting.end();
    }

    @Override
    public void run() {
        try {
            for (List<Event> batch = waiting.take(MOST); !batch.isEmpty(); batch = waiting.take(MOST)) {
                put(batch);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void put(List<Event> batch) throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        while (!put(batch, pause) && !closing) {
            // Not by the clock of the connection: this has nothing to do with X.
            Thread.sleep(pause.toMillis());
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    private boolean put(List<Event> batch, Duration pause) throws InterruptedException {
        try {
            inbox.put(batch);
            return true;
        } catch (IOException | RuntimeException e) {
            figures.refused(
                    Figures.Refused.NOT_DURABLE,
                    batch.size() + " posts could not be made durable, and are tried again after " + pause + ": " + e);
            return false;
        }
    }
}
