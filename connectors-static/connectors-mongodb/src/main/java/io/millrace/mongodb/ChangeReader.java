package io.millrace.mongodb;

import com.mongodb.client.model.changestream.ChangeStreamDocument;
import io.millrace.api.ConnectorException;
import io.millrace.api.DataLossException;
import io.millrace.api.Event;
import io.millrace.api.Field;
import io.millrace.api.Offsets;
import io.millrace.api.Options;
import io.millrace.api.Range;
import io.millrace.api.RangeReader;
import io.millrace.api.Tail;
import io.millrace.mongodb.ChangesOptions.Json;
import io.millrace.mongodb.ChangesOptions.Resume;
import io.millrace.mongodb.ChangesOptions.Shape;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/** Reads the changes of one partition, as a range or as a tail. */
final class ChangeReader implements RangeReader, Tail {
    /** For servers that answer at once when there is nothing. */
    private static final long PAUSE_NANOS = 2_000_000;

    private static final Place NO_END = new Place(Place.Kind.BEGINNING, "", 0);

    private final Watched watched;
    private final Place start;
    private final Place end;
    private final Shape shape;
    private final Json json;
    private final Duration patience;
    private final Resume resume;
    private final Clients.Lease client;
    private final Edges edges;
    private final Changes changes;
    private String position;
    private boolean ended;

    static ChangeReader of(Range range, Set<Field> fields, Options options) {
        return new ChangeReader(
                Watched.parse(range.partition()),
                Place.parse(range.start()),
                Place.parse(range.end()),
                fields,
                options);
    }

    static ChangeReader tail(String partition, String start, Set<Field> fields, Options options) {
        return new ChangeReader(Watched.parse(partition), Place.parse(start), NO_END, fields, options);
    }

    private ChangeReader(Watched watched, Place from, Place end, Set<Field> fields, Options options) {
        this.watched = watched;
        this.end = end;
        this.shape = options.value(ChangesOptions.VALUE);
        this.json = options.value(ChangesOptions.JSON);
        this.resume = options.value(ChangesOptions.RESUME_AT);
        this.patience = options.value(ConnectionOptions.SOCKET_TIMEOUT);
        Query whole = Query.whole(options);
        this.client = Clients.of(options);
        this.edges = new Edges(client, new Horizon(client), whole.known());
        try {
            this.start = from.kind() == Place.Kind.BEGINNING ? edges.earliest(watched) : from;
            this.position = from.text();
            this.ended = start.hasReached(end);
            this.changes = new Changes(
                    client,
                    watched,
                    start,
                    fields.contains(Field.VALUE)
                            ? whole
                            : whole.known("ns", "to", "documentKey", "wallTime", "txnNumber"));
        } catch (DataLossException e) {
            DataLossException told = loss(e);
            client.close();
            throw told;
        } catch (ConnectorException e) {
            client.close();
            throw e;
        }
    }

    @Override
    public @Nullable Event next() {
        long last = System.nanoTime() + patience.toNanos();
        while (!ended) {
            ChangeStreamDocument<RawBsonDocument> event = fetch();
            if (event != null) {
                Place after = Place.after(Walk.token(event), Changes.time(event));
                if (!end.isAfter(after.token(), after.time())) {
                    ended = true;
                    return null;
                }
                ended = after.token().equals(end.token());
                return told(event, after);
            } else if (end.time() > 0 && isBeyond(end.time())) {
                ended = true;
            } else if (System.nanoTime() > last) {
                throw new ConnectorException(
                        ConnectorException.Kind.TRANSIENT,
                        "The changes of " + watched.name() + " up to " + end.text() + " did not come within " + patience
                                + ", though planning has seen them",
                        null);
            } else {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        return null;
    }

    /** Whether the server has told that it has looked farther than a time. */
    private boolean isBeyond(long time) {
        return changes.isKnownToPass(time + 1);
    }

    @Override
    public @Nullable Event poll(Duration timeout) {
        long last = System.nanoTime() + timeout.toNanos();
        do {
            ChangeStreamDocument<RawBsonDocument> event = timeout.isZero() && !changes.hasMore() ? null : fetch();
            if (event != null) {
                return told(event, Place.after(Walk.token(event), Changes.time(event)));
            }
            LockSupport.parkNanos(Math.min(PAUSE_NANOS, Math.max(0, last - System.nanoTime())));
        } while (System.nanoTime() < last);
        return null;
    }

    /** The next event from the start on; null if there is none now. */
    private @Nullable ChangeStreamDocument<RawBsonDocument> fetch() {
        try {
            ChangeStreamDocument<RawBsonDocument> event = changes.next();
            while (event != null && start.isAfter(Walk.token(event), Changes.time(event))) {
                event = changes.next();
            }
            return event;
        } catch (DataLossException e) {
            throw loss(e);
        }
    }

    private Change told(ChangeStreamDocument<RawBsonDocument> event, Place after) {
        position = after.text();
        return new Change(event, watched, shape, json);
    }

    /** A loss, with the place where reading can go on. */
    private DataLossException loss(DataLossException loss) {
        Place rest = resume == Resume.EARLIEST ? edges.earliest(watched) : edges.latest(watched);
        return new DataLossException(
                String.valueOf(loss.getMessage()), Offsets.of(Map.of(watched.partition(), rest.text())));
    }

    /** The stream of a collection goes on when another one takes its name. */
    @Override
    public boolean ended() {
        return false;
    }

    @Override
    public String position() {
        return position;
    }

    @Override
    public void close() {
        try {
            changes.close();
        } finally {
            client.close();
        }
    }
}
