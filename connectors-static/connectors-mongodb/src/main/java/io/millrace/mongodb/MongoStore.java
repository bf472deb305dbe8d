package io.millrace.mongodb;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import io.millrace.api.Columns;
import io.millrace.api.ConnectorException;
import io.millrace.api.Options;
import io.millrace.api.Scan;
import io.millrace.api.ScanPlan;
import io.millrace.api.Slice;
import io.millrace.api.Store;
import io.millrace.api.StoreConnector;
import io.millrace.mongodb.InputOptions.Unexpected;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The planning side of a collection. */
final class MongoStore implements Store {
    private static final Logger LOG = LoggerFactory.getLogger(MongoStore.class);

    private final Options options;
    private final Stages stages;
    private final Clients.Lease client;
    private final String name;
    /** Whether {@code _id} is unique and indexed: in views and time series it may be neither. */
    private final boolean hasIds;

    MongoStore(Options options) {
        this.options = options;
        this.stages = Stages.of(options);
        this.name = options.value(ConnectionOptions.DATABASE) + "." + options.value(ConnectionOptions.COLLECTION);
        this.client = Clients.of(options);
        try {
            this.hasIds = kind().equals("collection");
        } catch (RuntimeException e) {
            client.close();
            throw e;
        }
    }

    /** The schema of the user if there is one, else what a sample shows; the rescue column comes with the policy. */
    @Override
    public Columns columns() {
        return options.find(StoreConnector.SCHEMA)
                .map(ddl -> withRescue(new Columns(ddl)))
                .orElseGet(() -> withRescue(guess()));
    }

    @Override
    public ScanPlan plan(Scan scan) {
        Columns columns = columns();
        for (String column : scan.columns()) {
            if (columns.index(column).isEmpty()) {
                throw ConnectorException.settings(
                        "Collection " + name + " has no column '" + column + "'; its columns are " + columns.ddl());
            }
        }
        Queries queries = new Queries(Field.of(columns), isStrict(options));
        int slices = hasIds && stages.isSingle() ? scan.slices() : 1;
        try {
            List<Slice> cut =
                    Slices.cut(client.collection().withDocumentClass(BsonDocument.class), slices, isOrdered()).stream()
                            .map(Slices::slice)
                            .toList();
            return new ScanPlan(cut, queries.remaining(scan.filters()));
        } catch (MongoException e) {
            throw MongoFailures.of("Cutting collection " + name, e);
        }
    }

    @Override
    public void close() {
        client.close();
    }

    static boolean isStrict(Options options) {
        return options.value(InputOptions.ON_UNEXPECTED) == Unexpected.FAIL;
    }

    private boolean isOrdered() {
        return hasIds && stages.isEmpty() && options.value(InputOptions.RESUMES);
    }

    private Columns withRescue(Columns columns) {
        String rescue = options.value(InputOptions.RESCUE_COLUMN);
        if (options.value(InputOptions.ON_UNEXPECTED) != Unexpected.RESCUE
                || columns.index(rescue).isPresent()) {
            return columns;
        }
        return new Columns(columns.ddl() + (columns.ddl().isBlank() ? "" : ", ") + "`" + rescue + "` STRING");
    }

    private Columns guess() {
        Guess guess = new Guess();
        try {
            sample().forEach(guess::seeFields);
        } catch (MongoException e) {
            throw MongoFailures.of("Looking at a sample of " + name, e);
        }
        List<String> conflicts = new ArrayList<>();
        String ddl = guess.columns("", conflicts);
        if (!conflicts.isEmpty()) {
            LOG.warn(
                    "The fields of {} do not always have the same type: {}. Give a schema, or choose by 'onUnexpected'"
                            + " what happens to the values that do not fit",
                    name,
                    String.join("; ", conflicts));
        }
        return new Columns(ddl);
    }

    private List<BsonDocument> sample() {
        MongoCollection<BsonDocument> documents = client.collection().withDocumentClass(BsonDocument.class);
        long size = options.value(InputOptions.SAMPLE_SIZE);
        List<BsonDocument> first = new ArrayList<>(stages.list());
        first.add(new BsonDocument("$limit", new BsonInt64(size)));
        if (!stages.isSingle() || (hasIds && documents.estimatedDocumentCount() <= size)) {
            return documents.aggregate(first).into(new ArrayList<>());
        }
        List<BsonDocument> any = new ArrayList<>(first);
        any.add(0, new BsonDocument("$sample", new BsonDocument("size", new BsonInt64(size))));
        try {
            return documents.aggregate(any).into(new ArrayList<>());
        } catch (MongoCommandException e) {
            if (MongoFailures.isPassing(e)) {
                throw e;
            }
            LOG.warn("The server draws no sample of {}; its first documents are looked at", name, e);
            return documents.aggregate(first).into(new ArrayList<>());
        }
    }

    private String kind() {
        try {
            Document found = client.description();
            if (found == null) {
                throw ConnectorException.settings("There is no collection " + name
                        + "; correct the options 'database' and 'collection', or create it");
            }
            return found.get("type", "collection");
        } catch (MongoException e) {
            throw MongoFailures.of("Looking for collection " + name, e);
        }
    }
}
