package io.millrace.mongodb;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoException;
import com.mongodb.WriteConcern;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.DeleteOneModel;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.WriteModel;
import io.millrace.api.ConnectorException;
import io.millrace.api.Options;
import io.millrace.mongodb.MongoWriter.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests to write, tried again while failures are transient: every write has an identity, so that doing it again changes
 * nothing. Safe for many threads.
 */
final class Bulk implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Bulk.class);
    private static final int DUPLICATE_KEY = 11000;
    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 2000;
    /** An upsert that lost a race against another one finds its document the next time; more often, it is another conflict. */
    private static final int MOST_RACES = 3;

    private final Clients.Lease client;
    private final MongoCollection<BsonBytes> collection;
    private final Duration deadline;
    private final boolean upserts;
    private final String name;
    private final @Nullable Guard guard;

    /**
     * A write that the server refuses for good.
     *
     * @param why its words
     */
    record Refused(Write write, String why) {}

    Bulk(Options options, @Nullable Guard guard) {
        this.guard = guard;
        this.client = Clients.of(options);
        this.collection = client.collection().withWriteConcern(concern(options));
        this.deadline = options.value(OutputOptions.WRITE_TIMEOUT);
        this.upserts = options.value(OutputOptions.UPSERT);
        this.name = options.value(ConnectionOptions.DATABASE) + "." + options.value(ConnectionOptions.COLLECTION);
    }

    /** Writes all and answers what was refused. */
    List<Refused> write(List<Write> writes) throws InterruptedException {
        long end = System.nanoTime() + deadline.toNanos();
        List<Refused> refused = new ArrayList<>();
        List<Write> left = writes;
        int races = 0;
        for (int failures = 0; !left.isEmpty(); ) {
            try {
                collection.bulkWrite(left.stream().map(this::model).toList(), new BulkWriteOptions().ordered(false));
                return refused;
            } catch (MongoBulkWriteException e) {
                races++;
                left = again(left, e, refused, races < MOST_RACES);
                if (!left.isEmpty()) {
                    pause(++failures, end, e);
                }
            } catch (MongoException e) {
                if (!MongoFailures.isPassing(e)) {
                    throw MongoFailures.of("Writing to " + name, e);
                }
                pause(++failures, end, e);
            }
        }
        return refused;
    }

    /** The writes to be done again. Those that are refused for good are told. */
    private List<Write> again(
            List<Write> writes, MongoBulkWriteException failure, List<Refused> refused, boolean mayRace) {
        // Those without an error are written, but not yet on as many servers as they should be.
        List<Write> again = new ArrayList<>(failure.getWriteConcernError() == null ? List.of() : writes);
        failure.getWriteErrors().forEach(error -> again.remove(writes.get(error.getIndex())));
        for (BulkWriteError error : failure.getWriteErrors()) {
            Write write = writes.get(error.getIndex());
            if (error.getCode() == DUPLICATE_KEY) {
                if (isNewer(write)) {
                    LOG.debug("A newer epoch has written the document {} of {}", write.identity(), name);
                } else if (write.operation() != OutputOptions.Operation.INSERT && mayRace) {
                    again.add(write);
                } else if (write.operation() != OutputOptions.Operation.INSERT || !isThere(write)) {
                    refused.add(new Refused(write, error.getMessage()));
                }
            } else if (MongoFailures.PASSING.contains(error.getCode())) {
                again.add(write);
            } else {
                refused.add(new Refused(write, error.getMessage()));
            }
        }
        return again;
    }

    /** Whether the document is there as it was to be inserted: an earlier attempt did it. */
    private boolean isThere(Write write) {
        BsonBytes there = find(write.identity().filter());
        return there != null && raw(there).equals(raw(write.document()));
    }

    /** Whether a newer epoch has written the document, so that it is not found, and adding it fails. */
    private boolean isNewer(Write write) {
        return guard != null && find(guard.ifNewer(write.identity().filter())) != null;
    }

    private @Nullable BsonBytes find(BsonDocument filter) {
        try {
            return collection.find(filter).first();
        } catch (MongoException e) {
            throw MongoFailures.of("Looking for a document in " + name, e);
        }
    }

    private BsonDocument filter(Write write) {
        return guard == null
                ? write.identity().filter()
                : guard.unlessNewer(write.identity().filter());
    }

    private WriteModel<BsonBytes> model(Write write) {
        return switch (write.operation()) {
            case INSERT -> new InsertOneModel<>(write.document());
            case REPLACE ->
                new ReplaceOneModel<>(filter(write), write.document(), new ReplaceOptions().upsert(upserts));
            case UPDATE -> new UpdateOneModel<>(filter(write), changes(write), new UpdateOptions().upsert(upserts));
            case DELETE -> new DeleteOneModel<>(filter(write));
        };
    }

    private static BsonDocument changes(Write write) {
        BsonDocument identity = write.identity().document();
        BsonDocument fields = new BsonDocument();
        raw(write.document()).forEach((field, value) -> {
            if (!identity.containsKey(field)) {
                fields.append(field, value);
            }
        });
        return new BsonDocument("$set", fields.isEmpty() ? identity : fields);
    }

    private void pause(int failures, long end, MongoException failure) throws InterruptedException {
        if (System.nanoTime() > end) {
            throw ConnectorException.passing(
                    "Writing to " + name + " failed for longer than 'writeTimeout' (" + deadline + "): "
                            + failure.getMessage(),
                    failure);
        }
        LOG.warn("Writing to {} failed; trying again", name, failure);
        long most = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(failures, 10));
        TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextLong(most / 2, most));
    }

    private static RawBsonDocument raw(BsonBytes bytes) {
        return new RawBsonDocument(bytes.bytes(), 0, bytes.size());
    }

    private static WriteConcern concern(Options options) {
        String w = options.value(OutputOptions.W);
        WriteConcern concern = w.matches("\\d+") ? new WriteConcern(Integer.parseInt(w)) : new WriteConcern(w);
        @Nullable Boolean journal = options.find(OutputOptions.JOURNAL).orElse(null);
        if (journal != null) {
            concern = concern.withJournal(journal);
        }
        Duration timeout = options.find(OutputOptions.W_TIMEOUT).orElse(null);
        return timeout == null ? concern : concern.withWTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        client.close();
    }
}
