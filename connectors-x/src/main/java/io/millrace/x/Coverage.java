package io.millrace.x;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Up to when all posts are known to have come, and so what a new connection must ask X to send again, and what is missing all the
 * same. One thread.
 */
final class Coverage {
    /** Posts may come some seconds after they were made. */
    private static final Duration LATE = Duration.ofSeconds(10);

    /** An older post was sent late, or its time is made up. */
    private static final Duration OLDEST = Duration.ofMinutes(1);

    private final long mostMinutes;
    private Instant lastAlive;
    private @Nullable Instant latest;
    private @Nullable Instant heldSince;
    private @Nullable Instant openSince;
    private @Nullable Instant liveFrom;
    private boolean everConnected;
    /** What came before the first connection is asked for as far as there is, and nobody knows what that is. */
    private boolean wantsAll = true;

    /** @param lastBefore when a predecessor last kept a post, if one did */
    Coverage(long mostMinutes, Instant now, Optional<Instant> lastBefore) {
        this.mostMinutes = mostMinutes;
        this.lastAlive = now;
        this.everConnected = lastBefore.isPresent();
        this.openSince = lastBefore
                .map(last -> last.isBefore(now) ? last : now)
                .map(last -> last.minus(LATE))
                .orElse(null);
    }

    /** Bytes have come. */
    void alive(Instant now) {
        lastAlive = now;
    }

    /** Reading has to wait for room: what X holds back meanwhile is lost if it ends the connection. */
    void held(Instant now) {
        heldSince = heldSince == null ? now : heldSince;
    }

    /** X had nothing more to send. */
    void caughtUp() {
        openSince = null;
        heldSince = null;
        liveFrom = null;
        wantsAll = false;
        latest = null;
    }

    /** A post that was made then has come. As older ones are sent first, one made after the connection means that all are there. */
    void came(Instant created, Instant now) {
        Duration age = Duration.between(created, now);
        latest = age.isNegative() || age.compareTo(OLDEST) > 0 ? null : created;
        if (liveFrom != null && created.isAfter(liveFrom)) {
            openSince = null;
            liveFrom = null;
            wantsAll = false;
        }
    }

    /** The connection is lost, or could not be made. */
    void lost() {
        // What was made after the latest post that came may have been on its way.
        Instant since = heldSince == null ? lastAlive : heldSince;
        since = latest != null && latest.isBefore(since) ? latest : since;
        openSince = openSince == null || since.isBefore(openSince) ? since : openSince;
        heldSince = null;
        liveFrom = null;
    }

    /** How many minutes to ask for. At first it is not known what a predecessor has got: all there is. */
    int minutes(Instant now) {
        if (wantsAll || openSince == null) {
            return (int) mostMinutes;
        }
        long seconds = Duration.between(openSince, now).plus(LATE).toSeconds();
        return (int) Math.min(mostMinutes, seconds / 60 + 1);
    }

    /**
     * A connection has begun, with so many minutes of the past. Answers what is missing.
     *
     * @param begun when, by the clock of X
     */
    Optional<Gap> connected(Instant now, int minutes, Instant begun) {
        Instant covered = now.minus(Duration.ofMinutes(minutes));
        Instant since = openSince;
        Optional<Gap> gap =
                since != null && since.isBefore(covered) ? Optional.of(new Gap(since, covered)) : Optional.empty();
        if (minutes == 0) {
            openSince = null;
        } else {
            Instant least = everConnected ? covered : now;
            openSince = since == null || since.isBefore(covered) ? least : since;
            liveFrom = begun.plusSeconds(1); // its clock shows seconds
        }
        everConnected = true;
        lastAlive = now;
        return gap;
    }
}
