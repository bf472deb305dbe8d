package io.millrace.x;

import java.time.Duration;
import java.time.Instant;

/**
 * How long to wait before the next attempt, by the rules that X publishes: after errors of the network at first not at all, and
 * then a quarter of a second more each time, up to 16 s; after errors of HTTP 5 s, doubled each time, up to 320 s; when there were
 * too many requests a minute, doubled each time, and in any case until the time that the answer names. One thread.
 */
final class Backoff {
    private static final Duration NETWORK_STEP = Duration.ofMillis(250);
    private static final Duration NETWORK_MOST = Duration.ofSeconds(16);
    private static final Duration HTTP_FIRST = Duration.ofSeconds(5);
    private static final Duration HTTP_MOST = Duration.ofSeconds(320);
    private static final Duration RATE_FIRST = Duration.ofSeconds(60);
    /** X names none; its windows are of 15 minutes. */
    private static final Duration RATE_MOST = Duration.ofMinutes(16);

    private int network;
    private int http;
    private int rate;

    /** The pause after one more failure. */
    Duration after(Trouble trouble, Instant now) {
        return switch (trouble.kind()) {
            case NETWORK -> least(NETWORK_STEP.multipliedBy(network++), NETWORK_MOST);
            case HTTP -> doubled(HTTP_FIRST, http++, HTTP_MOST);
            case RATE, TAKEN -> {
                Duration ours = doubled(RATE_FIRST, rate++, RATE_MOST);
                Duration theirs = trouble.reset()
                        .map(reset -> Duration.between(now, reset))
                        .orElse(Duration.ZERO);
                yield ours.compareTo(theirs) < 0 ? theirs : ours;
            }
        };
    }

    /** Something came over a connection. */
    void wentWell() {
        network = 0;
        http = 0;
        rate = 0;
    }

    private static Duration doubled(Duration first, int times, Duration most) {
        return least(first.multipliedBy(1L << Math.min(times, 20)), most);
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
