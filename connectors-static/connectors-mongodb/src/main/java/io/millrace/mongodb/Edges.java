package io.millrace.mongodb;

import com.mongodb.client.model.changestream.ChangeStreamDocument;
import io.millrace.api.Budget;
import io.millrace.api.DataLossException;
import java.time.Instant;
import org.bson.RawBsonDocument;

/** Finds places by time: the oldest event that is kept, the newest one, the first one since an instant. */
final class Edges {
    private final Clients.Lease client;
    private final Horizon horizon;
    private final Query query;

    Edges(Clients.Lease client, Horizon horizon, Query query) {
        this.client = client;
        this.horizon = horizon;
        this.query = query;
    }

    /** Before the oldest event that is kept. */
    Place earliest(Watched one) {
        return since(one, horizon.oldest(one, query));
    }

    /** After the newest event. */
    Place latest(Watched one) {
        long now = horizon.now();
        try (Walk walk = new Walk(client, one, Place.at(now), query)) {
            Place end = walk.to(now, null, Budget.UNLIMITED);
            return end.equals(Place.at(now)) ? Place.at(now + 1) : end;
        }
    }

    /** Before the first event at an instant or later that is kept; after the newest one if there is none yet. */
    Place since(Watched one, Instant instant) {
        long time = time(instant);
        if (time > horizon.now()) {
            return latest(one);
        }
        try {
            return since(one, time);
        } catch (DataLossException e) {
            return earliest(one);
        }
    }

    private Place since(Watched one, long time) {
        long now = horizon.now();
        try (Walk walk = new Walk(client, one, Place.at(time), query)) {
            ChangeStreamDocument<RawBsonDocument> first = walk.peek(now);
            return first == null ? Place.at(now) : Place.before(Walk.token(first), Changes.time(first));
        }
    }

    /** The first cluster time that is not before an instant; cluster times count seconds. */
    static long time(Instant instant) {
        return Place.time(Math.max(1, instant.getEpochSecond() + (instant.getNano() > 0 ? 1 : 0)), 0);
    }
}
