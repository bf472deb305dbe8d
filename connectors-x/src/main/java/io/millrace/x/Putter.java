package io.millrace.x;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.api.Event;
import io.millrace.api.Identified;
import io.millrace.api.Inbox;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Hands posts to the inbox, on a thread of its own: X cuts off who reads slowly. A batch that did not become durable is handed over
 * again, because X would not send it again. With back-fill each post goes under its id, so that what X sends again to a receiver
 * that starts is not kept again.
 */
final class Putter implements Runnable {
    private static final int MOST = 1_000;
    private static final String SENDER = "x";
    private static final Pattern ID = Pattern.compile("0|[1-9]\\d{0,17}|[1-8]\\d{18}");
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Waiting waiting;
    private final Inbox inbox;
    private final Figures figures;
    private final boolean once;
    private volatile boolean closing;

    /** @param once whether X may send a post again that a predecessor has kept */
    Putter(Waiting waiting, Inbox inbox, Figures figures, boolean once) {
        this.waiting = waiting;
        this.inbox = inbox;
        this.figures = figures;
        this.once = once;
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
            List<Identified> identified = once ? identified(batch) : List.of();
            if (identified.isEmpty()) {
                inbox.put(batch);
            } else {
                inbox.putOnce(identified);
            }
            return true;
        } catch (IOException | RuntimeException e) {
            figures.refused(
                    Figures.Refused.NOT_DURABLE,
                    batch.size() + " posts could not be made durable, and are tried again after " + pause + ": " + e);
            return false;
        }
    }

    /** Each post under its id; none if one of the ids is not what X calls an id, a number. */
    private static List<Identified> identified(List<Event> posts) {
        List<Identified> identified = new ArrayList<>();
        for (Event post : posts) {
            String id = new String(Objects.requireNonNull(post.key()), UTF_8);
            if (!ID.matcher(id).matches()) {
                return List.of();
            }
            identified.add(new Identified(SENDER, Long.parseLong(id), List.of(post)));
        }
        return identified;
    }
}
