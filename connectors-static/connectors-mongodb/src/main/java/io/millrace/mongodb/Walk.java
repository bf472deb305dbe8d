package io.millrace.mongodb;

import com.mongodb.client.model.changestream.ChangeStreamDocument;
import io.millrace.api.Budget;
import io.millrace.api.ConnectorException;
import java.time.Duration;
import java.util.Objects;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * A walk of the driver along the changes of one partition: it receives each event, at least by its token, before a batch may end
 * there. Used by one thread.
 */
final class Walk implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Watched watched;
    private final Place start;
    private final Changes changes;
    private Place place;
    private @Nullable ChangeStreamDocument<RawBsonDocument> ahead;
    private long seen;

    Walk(Clients.Lease client, Watched watched, Place start, Query query) {
        this.watched = watched;
        this.start = start;
        this.place = start;
        this.changes = new Changes(client, watched, start, query);
    }

    /** Whether the next event is the one at a place. */
    boolean standsAt(Place other) {
        return place.equals(other);
    }

    /** The next event, if its cluster time is not later than {@code until}; it stays the next one until it is taken. */
    @Nullable
    ChangeStreamDocument<RawBsonDocument> peek(long until) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (ahead == null && seen < until) {
            ChangeStreamDocument<RawBsonDocument> event = changes.next();
            if (event == null && changes.hasPassed(until)) {
                seen = until;
            } else if (event != null && !start.isAfter(token(event), Changes.time(event))) {
                ahead = event;
            } else if (event == null && System.nanoTime() > end) {
                throw new ConnectorException(
                        ConnectorException.Kind.TRANSIENT,
                        "The changes of " + watched.name() + " up to the cluster time " + Place.shown(until)
                                + " did not come within " + PATIENCE + "; is a majority of the servers up?",
                        null);
            }
        }
        return ahead != null && Changes.time(ahead) <= until ? ahead : null;
    }

    /** Takes the next event and answers the place after it. */
    Place take() {
        ChangeStreamDocument<RawBsonDocument> event = ahead;
        if (event == null) {
            throw new IllegalStateException("There is no event to be taken");
        }
        place = Place.after(token(event), Changes.time(event));
        ahead = null;
        return place;
    }

    /** Whether an event comes up to a time, and before a place if one is given. */
    boolean isBehind(long until, @Nullable Place stop) {
        ChangeStreamDocument<RawBsonDocument> event = peek(until);
        return event != null && (stop == null || stop.isAfter(token(event), Changes.time(event)));
    }

    /** Takes events up to a time, before a place if one is given, and within a budget but at least one; answers where that ends. */
    Place to(long until, @Nullable Place stop, Budget budget) {
        long records = 0;
        long bytes = 0;
        long first = 0;
        while (isBehind(until, stop)) {
            ChangeStreamDocument<RawBsonDocument> event = Objects.requireNonNull(ahead);
            long seconds = Place.seconds(Changes.time(event));
            first = records == 0 ? seconds : first;
            records++;
            bytes += size(event);
            if (records > 1
                    && (records > budget.records()
                            || bytes > budget.bytes()
                            || seconds - first > budget.span().toSeconds())) {
                break;
            }
            take();
        }
        return place;
    }

    /** The second of the place where it stands. */
    long seconds() {
        return Place.seconds(place.time());
    }

    /** Moves on to a time, as nothing has come up to it. */
    Place idle(long time) {
        place = Place.at(time);
        return place;
    }

    static String token(ChangeStreamDocument<?> event) {
        return Place.token(event.getResumeToken());
    }

    private static long size(ChangeStreamDocument<RawBsonDocument> event) {
        RawBsonDocument document = event.getFullDocument();
        return document == null ? 0 : document.getByteBuffer().remaining();
    }

    @Override
    public void close() {
        changes.close();
    }
}
