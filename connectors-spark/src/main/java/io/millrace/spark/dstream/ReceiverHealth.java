package io.millrace.spark.dstream;

import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.streaming.StreamingContext;

/**
 * How one receiver is, as it told last.
 *
 * @param receiver the number of its input stream in the context
 * @param connector the connector's name
 * @param state what it does
 * @param host where it runs
 * @param addresses where senders reach it; empty if it reads by itself
 * @param events how many events it has stored since it came to this executor
 * @param perSecond the rate since it told before
 * @param lastEvent when it stored an event last; the epoch if it never did
 * @param restarts how often it was started again on this executor
 * @param refused what its source has not taken since it was started last, by reason
 * @param figures what else its source tells, by name
 * @param lastError the last failure; empty if there was none
 * @param told when it told this
 */
@SuppressWarnings("deprecation") // Spark calls all of DStreams deprecated; they are what this is about
public record ReceiverHealth(
        int receiver,
        String connector,
        State state,
        String host,
        List<String> addresses,
        long events,
        double perSecond,
        Instant lastEvent,
        int restarts,
        Map<String, Long> refused,
        Map<String, String> figures,
        String lastError,
        Instant told)
        implements Serializable {
    /** What a receiver does. */
    public enum State {
        /** It takes in events. */
        RUNNING,
        /** It failed, and will be started again. */
        WAITING,
        /** It was stopped. */
        STOPPED
    }

    /** Copies what it is given. */
    public ReceiverHealth {
        addresses = new ArrayList<>(addresses);
        refused = new TreeMap<>(refused);
        figures = new TreeMap<>(figures);
    }

    /** How the receivers of a context are. */
    public static List<ReceiverHealth> of(StreamingContext context) {
        return HealthDesk.latest(context);
    }

    /** The health line, as it is in the log. */
    @Override
    public String toString() {
        return String.format(
                java.util.Locale.ROOT,
                "receiver %d (%s) on %s is %s: %d events, %.0f/s, last %s, restarts %d%s%s%s%s",
                receiver,
                connector,
                host,
                state,
                events,
                perSecond,
                lastEvent.equals(Instant.EPOCH) ? "never" : lastEvent,
                restarts,
                refused.isEmpty() ? "" : ", refused " + refused,
                figures.isEmpty() ? "" : ", " + figures,
                addresses.isEmpty() ? "" : ", at " + String.join(" ", addresses),
                lastError.isEmpty() ? "" : ", last error: " + lastError);
    }
}
