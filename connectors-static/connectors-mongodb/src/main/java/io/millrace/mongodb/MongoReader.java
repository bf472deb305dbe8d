package io.millrace.mongodb;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import io.millrace.api.ConnectorException;
import io.millrace.api.Options;
import io.millrace.api.Row;
import io.millrace.api.RowReader;
import io.millrace.api.Scan;
import io.millrace.api.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/** Reads a slice of a collection. */
final class MongoReader implements RowReader {
    private static final BsonDocument BY_ID = new BsonDocument("_id", new BsonInt32(1));

    private final Projection projection;
    private final Slices slice;
    private final String name;
    private final Clients.Lease client;
    private final MongoCursor<BsonBytes> cursor;
    private @Nullable BsonBytes last;
    private boolean ended;

    MongoReader(Slice slice, Scan scan, Options options, List<Field> all) {
        this.projection = Projection.of(scan.columns(), all, options);
        this.slice = Slices.parse(slice);
        this.name = options.value(ConnectionOptions.DATABASE) + "." + options.value(ConnectionOptions.COLLECTION);
        this.client = Clients.of(options);
        List<BsonDocument> filters = new Queries(all, MongoStore.isStrict(options)).conditions(scan.filters());
        try {
            this.cursor = open(client.collection(), Stages.of(options), filters);
        } catch (MongoException e) {
            client.close();
            throw MongoFailures.of("Reading " + name, e);
        }
    }

    private MongoCursor<BsonBytes> open(
            MongoCollection<BsonBytes> collection, Stages stages, List<BsonDocument> filters) {
        BsonDocument range = slice.condition();
        if (stages.isEmpty()) {
            List<BsonDocument> all = new ArrayList<>(filters);
            if (!range.isEmpty()) {
                all.add(0, range);
            }
            var documents = collection.find(and(all)).projection(projection.asked());
            return (slice.isOrdered() ? documents.sort(BY_ID) : documents).iterator();
        }
        List<BsonDocument> pipeline = new ArrayList<>();
        if (!range.isEmpty()) {
            pipeline.add(new BsonDocument("$match", range));
        }
        pipeline.addAll(stages.list());
        if (!filters.isEmpty()) {
            pipeline.add(new BsonDocument("$match", and(filters)));
        }
        pipeline.add(new BsonDocument("$project", projection.asked()));
        return collection.aggregate(pipeline).allowDiskUse(true).iterator();
    }

    @Override
    public @Nullable Row next() {
        if (ended) {
            return null;
        }
        BsonBytes document;
        try {
            if (!cursor.hasNext()) {
                ended = true;
                return null;
            }
            document = cursor.next();
        } catch (MongoException e) {
            throw MongoFailures.of("Reading " + name, e);
        } catch (IllegalStateException e) {
            // What the driver says of a cursor that the server forgot while it was away.
            throw ConnectorException.passing("Reading " + name + " failed: " + e.getMessage(), e);
        }
        Row row = projection.row(document);
        last = document;
        return row;
    }

    @Override
    public Optional<Slice> rest() {
        if (!slice.isOrdered()) {
            return Optional.empty();
        }
        BsonBytes document = last;
        if (document == null) {
            return Optional.of(slice.slice());
        }
        BsonValue id = new RawBsonDocument(document.bytes(), 0, document.size()).get("_id");
        return id == null ? Optional.empty() : Optional.of(slice.after(id).slice());
    }

    @Override
    public void close() {
        ended = true;
        try {
            cursor.close();
        } finally {
            client.close();
        }
    }

    private static BsonDocument and(List<BsonDocument> conditions) {
        return switch (conditions.size()) {
            case 0 -> new BsonDocument();
            case 1 -> conditions.get(0);
            default -> new BsonDocument("$and", new BsonArray(conditions));
        };
    }
}
