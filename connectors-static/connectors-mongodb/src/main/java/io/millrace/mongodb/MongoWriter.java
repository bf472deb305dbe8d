package io.millrace.mongodb;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.api.Columns;
import io.millrace.api.ConnectorException;
import io.millrace.api.Options;
import io.millrace.api.Rejects;
import io.millrace.api.Row;
import io.millrace.api.WriteTask;
import io.millrace.api.Writer;
import io.millrace.mongodb.OutputOptions.Operation;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bson.types.ObjectId;

/**
 * Writes the rows of one task, in unordered requests of which several wait for their answers. Rows of the same identity go one
 * after another: a request that would hold or overtake one of them waits.
 */
final class MongoWriter implements Writer {
    /** What MongoDB takes; a little more is for its own use. */
    private static final int MOST_BYTES = 16 << 20;

    private static final String ID = "_id";

    private final Encoder encoder;
    private final Operation operation;
    private final List<byte[]> identity;
    private final boolean hasIds;
    private final Rejects rejects;
    private final long batchSize;
    private final long batchBytes;
    private final long mostInFlight;
    private final Bulk bulk;
    private final ExecutorService threads;
    private final Deque<Flight> flights = new ArrayDeque<>();
    private List<Write> batch = new ArrayList<>();
    private Set<Identity> batchIds = new HashSet<>();
    private long bytes;

    /** A request that waits for its answer, and the identities in it. */
    private record Flight(Future<List<Bulk.Refused>> answer, Set<Identity> ids) {}

    MongoWriter(WriteTask task, Columns columns, Options options, Rejects rejects) {
        Guard guard = Guard.of(task, options);
        this.encoder = new Encoder(columns, options, guard);
        this.operation = options.value(OutputOptions.OPERATION);
        this.identity = (operation == Operation.INSERT ? List.of(ID) : options.value(OutputOptions.ID_FIELDS))
                .stream().map(name -> name.getBytes(UTF_8)).toList();
        this.hasIds = columns.index(ID).isPresent();
        this.rejects = rejects;
        this.batchSize = options.value(OutputOptions.BATCH_SIZE);
        this.batchBytes = options.value(OutputOptions.BATCH_BYTES);
        this.mostInFlight = options.value(OutputOptions.IN_FLIGHT);
        this.bulk = new Bulk(options, guard);
        this.threads = Executors.newFixedThreadPool((int) mostInFlight, work -> {
            Thread thread = new Thread(work, "millrace-mongodb-write");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public void write(Row row) throws IOException {
        Write write;
        try {
            write = write(row, encoder.isDeletion(row) ? Operation.DELETE : operation);
        } catch (ConnectorException e) {
            if (e.kind() != ConnectorException.Kind.MALFORMED) {
                throw e;
            }
            rejects.reject(row, e);
            return;
        }
        if (isOnItsWay(write.identity()) || !batchIds.add(write.identity())) {
            send();
            await(0);
            batchIds.add(write.identity());
        }
        batch.add(write);
        bytes += write.document().size();
        if (batch.size() >= batchSize || bytes >= batchBytes) {
            send();
        }
    }

    private boolean isOnItsWay(Identity identity) {
        for (Flight flight : flights) {
            if (flight.ids().contains(identity)) {
                return true;
            }
        }
        return false;
    }

    private Write write(Row row, Operation operation) {
        ObjectId generated = operation == Operation.INSERT && !hasIds ? new ObjectId() : null;
        BsonBytes whole = encoder.whole(row);
        BsonBytes document = generated == null && encoder.isWhole() ? whole : encoder.document(row, generated);
        Identity id = Identity.of(identity, document);
        if (document.size() > MOST_BYTES) {
            throw ConnectorException.malformed(
                    "The document with the identity " + id + " has " + document.size()
                            + " bytes, and MongoDB takes no more than " + MOST_BYTES,
                    null);
        }
        return new Write(operation, id, document, whole);
    }

    @Override
    public void flush() throws IOException {
        send();
    }

    @Override
    public String complete() throws IOException {
        send();
        await(0);
        return "";
    }

    @Override
    public void close() {
        threads.shutdownNow();
        bulk.close();
    }

    private void send() throws IOException {
        if (batch.isEmpty()) {
            return;
        }
        await(mostInFlight - 1);
        List<Write> sent = batch;
        flights.add(new Flight(threads.submit(() -> bulk.write(sent)), batchIds));
        batch = new ArrayList<>();
        batchIds = new HashSet<>();
        bytes = 0;
    }

    /** Waits until no more requests than so many are on their way, and tells what they refused. */
    private void await(long most) throws IOException {
        while (flights.size() > most) {
            for (Bulk.Refused refused : answer(flights.remove())) {
                rejects.reject(
                        encoder.shown(refused.write().whole()),
                        ConnectorException.malformed(
                                "MongoDB refuses the document with the identity "
                                        + refused.write().identity() + ": " + refused.why(),
                                null));
            }
        }
    }

    private static List<Bulk.Refused> answer(Flight flight) throws IOException {
        try {
            return flight.answer().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while waiting for MongoDB");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof ConnectorException known) {
                // Thrown on another thread: this one's stack is added.
                throw new ConnectorException(known.kind(), String.valueOf(known.getMessage()), known);
            }
            throw new IllegalStateException("Writing to MongoDB failed", cause);
        }
    }

    /**
     * What one row does.
     *
     * @param identity by what its document is known
     * @param document what is written
     * @param whole all columns of the row
     */
    record Write(Operation operation, Identity identity, BsonBytes document, BsonBytes whole) {}
}
