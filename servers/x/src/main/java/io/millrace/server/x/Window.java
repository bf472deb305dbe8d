package io.millrace.server.x;

import java.util.Map;
import java.util.TreeMap;

/** How often something may be asked in a window of time. Safe for many threads. */
final class Window {
    private long resetMillis;
    private int used;

    /** Counts a request, and tells in headers what is left, as X does. */
    synchronized Map<String, String> take(int most, int seconds) {
        long now = System.currentTimeMillis();
        if (now >= resetMillis) {
            resetMillis = now + seconds * 1_000L;
            used = 0;
        }
        used++;
        Map<String, String> headers = new TreeMap<>();
        headers.put("x-rate-limit-limit", Integer.toString(most));
        headers.put("x-rate-limit-remaining", Integer.toString(Math.max(0, most - used)));
        headers.put("x-rate-limit-reset", Long.toString((resetMillis + 999) / 1_000));
        return headers;
    }

    synchronized boolean isOver(int most) {
        return used > most;
    }
}
