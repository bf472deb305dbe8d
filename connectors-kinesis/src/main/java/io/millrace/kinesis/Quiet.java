package io.millrace.kinesis;

/**
 * Keeps up the time of positions to which nothing comes: it says up to when nothing was missed, so that a record that is trimmed
 * long after it was read is no loss. Renewed a few times in the retention, not at each look: a position that does not change makes
 * no batch. Pure.
 */
final class Quiet {
    private static final int RENEWALS = 4;

    private Quiet() {}

    /** The position at which reading has arrived, as of {@code now} if it is time for that. */
    static Position refreshed(Position at, Position head, Snapshot now) {
        boolean quiet = now.retention() > 0
                && head.compareTo(at) <= 0
                && (at.kind() == Position.Kind.AFTER || at.kind() == Position.Kind.BEGINNING)
                && at.asOf() < now.time() - now.retention() / RENEWALS;
        return quiet ? at.asOf(now.time()) : at;
    }
}
