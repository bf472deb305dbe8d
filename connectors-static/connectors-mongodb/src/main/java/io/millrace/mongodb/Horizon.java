package io.millrace.mongodb;

import com.mongodb.MongoClientException;
import com.mongodb.MongoException;
import com.mongodb.client.ClientSession;
import io.millrace.api.DataLossException;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonTimestamp;
import org.jspecify.annotations.Nullable;

/** How far a deployment's changes reach: the cluster time now, and the oldest one from which it can still tell all. */
final class Horizon {
    private static final BsonDocument PING = new BsonDocument("ping", new BsonInt32(1));
    private static final String TIME = "ts";

    private final Clients.Lease client;
    private boolean isWithoutSessions;

    Horizon(Clients.Lease client) {
        this.client = client;
    }

    /** The cluster time: all that was written before has it or an earlier one. */
    long now() {
        try {
            BsonTimestamp time = isWithoutSessions ? null : ofSession();
            return time == null ? ofOplog() : time.getValue();
        } catch (MongoException e) {
            throw MongoFailures.of("Asking for the cluster time", e);
        }
    }

    private @Nullable BsonTimestamp ofSession() {
        try (ClientSession session = client.client().startSession()) {
            client.client().getDatabase("admin").runCommand(session, PING);
            return session.getOperationTime();
        } catch (MongoClientException e) {
            if (e.getClass() != MongoClientException.class) {
                throw e;
            }
            // The server has no sessions. It may have an oplog nevertheless.
            isWithoutSessions = true;
            return null;
        }
    }

    private long ofOplog() {
        BsonDocument newest = client.client()
                .getDatabase("local")
                .getCollection("oplog.rs", BsonDocument.class)
                .find()
                .sort(new BsonDocument(TIME, new BsonInt32(-1)))
                .first();
        return newest == null ? Place.time(1, 0) : newest.getTimestamp(TIME).getValue();
    }

    /** The oldest cluster time from which the changes can be told, found by trying: a server says so only when it is asked. */
    long oldest(Watched watched, Query query) {
        long works = now();
        long fails = 0;
        for (long time = Place.time(1, 1); fails + 1 < works; time = (fails + works) >>> 1) {
            try (Changes changes = new Changes(client, watched, Place.at(time), query)) {
                changes.next();
                works = Math.min(works, time);
            } catch (DataLossException e) {
                fails = time;
            }
            if (works <= Place.time(1, 1)) {
                return Place.time(1, 1);
            }
        }
        return works;
    }
}
