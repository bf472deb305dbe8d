package io.millrace.mongodb;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
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
    private final Clients.Lease client;
    private final Documents documents;
    private @Nullable BsonBytes last;
    private boolean ended;

    MongoReader(Slice slice, Scan scan, Options options, List<Field> all) {
        this.projection = Projection.of(scan.columns(), all, options);
        this.slice = Slices.parse(slice);
        String doing = "Reading " + options.value(ConnectionOptions.DATABASE) + "."
                + options.value(ConnectionOptions.COLLECTION);
        this.client = Clients.of(options);
        List<BsonDocument> filters = new Queries(all, MongoStore.isStrict(options)).conditions(scan.filters());
        try {
            this.documents = new Documents(
                    doing,
                    open(
                            client.collection(),
                            Stages.of(options),
                            filters,
                            Math.toIntExact(options.value(InputOptions.FETCH_SIZE))));
        } catch (MongoException e) {
            client.close();
            throw MongoFailures.of(doing, e);
        }
    }

    private MongoCursor<BsonBytes> open(
            MongoCollection<BsonBytes> collection, Stages stages, List<BsonDocument> filters, int fetchSize) {
        BsonDocument range = slice.condition();
        if (stages.isEmpty()) {
            List<BsonDocument> all = new ArrayList<>(filters);
            if (!range.isEmpty()) {
                all.add(0, range);
            }
            var documents =
                    collection.find(and(all)).projection(projection.asked()).batchSize(fetchSize);
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
        return collection
                .aggregate(pipeline)
                .allowDiskUse(true)
                .batchSize(fetchSize)
                .iterator();
    }

    @Override
    public @Nullable Row next() {
        if (ended) {
            return null;
        }
        BsonBytes document = documents.next();
        if (document == null) {
            ended = true;
            return null;
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
            documents.close();
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
