package io.millrace.mongodb;

import com.mongodb.MongoException;
import com.mongodb.client.ChangeStreamIterable;
import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.OperationType;
import io.millrace.api.ConnectorException;
import io.millrace.api.DataLossException;
import io.millrace.api.Offsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.BsonTimestamp;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/** The events of a collection or a database from a place on, without an end. Used by one thread. */
final class Changes implements AutoCloseable {
    /** Codes with which MongoDB says that it no longer has what comes next, or the image of it. */
    private static final Set<Integer> LOST = Set.of(47, 136, 280, 286);

    private final Clients.Lease client;
    private final Watched watched;
    private final Query query;
    private MongoChangeStreamCursor<ChangeStreamDocument<RawBsonDocument>> cursor;

    /** Opens the stream; the lease stays the caller's. */
    Changes(Clients.Lease client, Watched watched, Place start, Query query) {
        this.client = client;
        this.watched = watched;
        this.query = query;
        this.cursor = open(start);
    }

    private MongoChangeStreamCursor<ChangeStreamDocument<RawBsonDocument>> open(Place start) {
        ChangeStreamIterable<RawBsonDocument> changes = query.on(watched.changes(client.client(), query.stages()));
        try {
            return switch (start.kind()) {
                case BEGINNING -> throw new IllegalArgumentException("A beginning has no place yet");
                case TIME, AT -> changes.startAtOperationTime(start.timestamp()).cursor();
                // Unlike resumeAfter it goes on behind an event that invalidates.
                case AFTER -> changes.startAfter(start.resumeToken()).cursor();
            };
        } catch (MongoException e) {
            throw failure(e);
        }
    }

    /** The next event; null if the server has none now. */
    @Nullable
    ChangeStreamDocument<RawBsonDocument> next() {
        ChangeStreamDocument<RawBsonDocument> event;
        try {
            event = cursor.tryNext();
        } catch (MongoException e) {
            throw failure(e);
        } catch (IllegalStateException e) {
            throw ConnectorException.passing(
                    "Watching " + watched.name() + " failed, as the server forgot the cursor: " + e.getMessage(), e);
        }
        BsonDocument token = cursor.getResumeToken();
        boolean isInvalid = event != null && event.getOperationType() == OperationType.INVALIDATE;
        if (token != null && (isInvalid || (event == null && cursor.getServerCursor() == null))) {
            // The server has ended the stream here. What comes later is of a collection of the same name.
            cursor.close();
            cursor = open(Place.after(Place.token(token), 0));
        }
        return event;
    }

    /** Whether events are here that need not be fetched. */
    boolean hasMore() {
        return cursor.available() > 0;
    }

    /**
     * Whether everything up to a cluster time has come, once {@link #next} has answered null. A server that does not tell how far
     * it has looked has looked at all.
     */
    boolean hasPassed(long time) {
        return seen().map(seen -> seen >= time).orElse(true);
    }

    /** Whether the server has told that it has looked as far as a cluster time. */
    boolean isKnownToPass(long time) {
        return seen().map(seen -> seen >= time).orElse(false);
    }

    private Optional<Long> seen() {
        BsonDocument token = cursor.getResumeToken();
        return token == null ? Optional.empty() : Place.timeOf(Place.token(token));
    }

    /** The cluster time of an event; 0 if it has none. */
    static long time(ChangeStreamDocument<?> event) {
        BsonTimestamp time = event.getClusterTime();
        return time == null ? 0 : time.getValue();
    }

    private ConnectorException failure(MongoException e) {
        return LOST.contains(e.getCode())
                ? new DataLossException(
                        "MongoDB no longer has the changes of " + watched.name() + " that come next: " + e.getMessage(),
                        Offsets.of(Map.of(watched.partition(), "")))
                : MongoFailures.of("Watching " + watched.name(), e);
    }

    @Override
    public void close() {
        cursor.close();
    }
}
