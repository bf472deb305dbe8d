package io.millrace.x;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a receiver counts, for users to see. Safe for many threads. */
final class Figures {
    private static final Logger LOG = LoggerFactory.getLogger(Figures.class);
    private static final long QUIET = Duration.ofSeconds(10).toNanos();
    private static final int GAPS_KEPT = 1_000;

    /** What was not taken. */
    enum Refused {
        MALFORMED("malformed"),
        UNKNOWN("unknown"),
        LINE_SIZE("lineSize"),
        NOT_DURABLE("notDurable");

        private final String word;

        Refused(String word) {
            this.word = word;
        }
    }

    private final Map<Refused, AtomicLong> refused = new TreeMap<>();
    private final Map<Refused, Long> quietUntil = new TreeMap<>();
    private final AtomicLong duplicates = new AtomicLong();
    private final AtomicLong connections = new AtomicLong();
    private final AtomicLong held = new AtomicLong();
    private final Deque<Gap> gaps = new ArrayDeque<>();
    private long gapCount;
    private Duration gapTime = Duration.ZERO;
    private volatile boolean connected;

    synchronized void refused(Refused what, String words) {
        long count = refused.computeIfAbsent(what, any -> new AtomicLong()).incrementAndGet();
        long now = System.nanoTime();
        if (now - quietUntil.getOrDefault(what, now) >= 0) {
            quietUntil.put(what, now + QUIET);
            LOG.warn("Not taken from X: {} ({} {} so far)", words, count, what.word);
        }
    }

    void duplicate() {
        duplicates.incrementAndGet();
    }

    void held() {
        held.incrementAndGet();
    }

    void connected() {
        connections.incrementAndGet();
        connected = true;
    }

    void disconnected() {
        connected = false;
    }

    synchronized void gap(Gap gap) {
        gapCount++;
        gapTime = gapTime.plus(gap.length());
        gaps.add(gap);
        if (gaps.size() > GAPS_KEPT) {
            gaps.remove();
        }
    }

    /** The latest gaps. */
    synchronized List<Gap> gaps() {
        return List.copyOf(gaps);
    }

    synchronized Map<String, Long> refused() {
        Map<String, Long> counts = new TreeMap<>();
        refused.forEach((what, count) -> counts.put(what.word, count.get()));
        return counts;
    }

    synchronized Map<String, String> shown() {
        Map<String, String> shown = new TreeMap<>();
        shown.put("connected", Boolean.toString(connected));
        shown.put("connections", Long.toString(connections.get()));
        shown.put("duplicates", Long.toString(duplicates.get()));
        shown.put("held", Long.toString(held.get()));
        shown.put("gaps", Long.toString(gapCount));
        shown.put("gapMillis", Long.toString(gapTime.toMillis()));
        Gap last = gaps.peekLast();
        if (last != null) {
            shown.put("lastGap", last.from() + "/" + last.to());
            shown.put("lastGapMillis", Long.toString(last.length().toMillis()));
        }
        return shown;
    }
}
