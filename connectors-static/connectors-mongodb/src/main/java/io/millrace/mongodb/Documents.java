package io.millrace.mongodb;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCursor;
import io.millrace.api.ConnectorException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The documents of a cursor. From the second batch on the server makes the next one while this one is used: one batch waits, at
 * most, and whoever stops within the first asked for no more. Used by one thread.
 */
final class Documents implements AutoCloseable {
    private final String doing;
    private final MongoCursor<BsonBytes> cursor;
    private final ExecutorService thread;
    private @Nullable Future<List<BsonBytes>> ahead;
    private List<BsonBytes> batch = List.of();
    private int taken;
    private boolean hasBegun;

    /**
     * Takes a cursor.
     *
     * @param doing what a failure failed to do
     */
    Documents(String doing, MongoCursor<BsonBytes> cursor) {
        this.doing = doing;
        this.cursor = cursor;
        this.thread = Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(work, "millrace-mongodb-read");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** The next document, or null after the last. */
    @Nullable
    BsonBytes next() {
        if (taken == batch.size() && !turn()) {
            return null;
        }
        return batch.get(taken++);
    }

    /** Goes on to the next batch; answers whether there is one. */
    private boolean turn() {
        batch = ahead == null ? fetch() : await(ahead);
        taken = 0;
        if (hasBegun && !batch.isEmpty()) {
            ahead = thread.submit(this::fetch);
        }
        hasBegun = true;
        return !batch.isEmpty();
    }

    /** The next batch; empty after the last. */
    private List<BsonBytes> fetch() {
        try {
            if (!cursor.hasNext()) {
                return List.of();
            }
            List<BsonBytes> fetched = new ArrayList<>(cursor.available());
            do {
                fetched.add(cursor.next());
            } while (cursor.available() > 0);
            return fetched;
        } catch (MongoException e) {
            throw MongoFailures.of(doing, e);
        } catch (IllegalStateException e) {
            // What the driver says of a cursor that the server forgot while it was away.
            throw ConnectorException.passing(doing + " failed: " + e.getMessage(), e);
        }
    }

    private List<BsonBytes> await(Future<List<BsonBytes>> coming) {
        try {
            return coming.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ConnectorException.passing(doing + " was interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ConnectorException known) {
                // Thrown on another thread: this one's stack is added.
                throw new ConnectorException(known.kind(), String.valueOf(known.getMessage()), known);
            }
            throw new IllegalStateException(doing + " failed", e.getCause());
        }
    }

    /** Not by an interrupt: a fetch that is under way is given up, and the server told, when its answer comes. */
    @Override
    public void close() {
        thread.shutdown();
        cursor.close();
    }
}
