package io.millrace.mongodb;

import com.mongodb.client.ChangeStreamIterable;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import io.millrace.api.Offsets;
import io.millrace.api.Options;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * What is watched as one partition: a collection, {@code database.collection/0}, or a database, {@code database/0}.
 *
 * @param collection null for the whole database
 */
record Watched(String database, @Nullable String collection) {
    private static final String EVERYTHING = "*";

    static List<Watched> of(Options options) {
        String database = options.value(ConnectionOptions.DATABASE);
        List<String> names = options.value(ChangesOptions.COLLECTIONS);
        return names.contains(EVERYTHING)
                ? List.of(new Watched(database, null))
                : names.stream()
                        .distinct()
                        .map(name -> new Watched(database, name))
                        .toList();
    }

    /** What a partition holds the changes of. */
    static Watched parse(String partition) {
        String stream = Offsets.streamOf(partition);
        int dot = stream.indexOf('.');
        return dot < 0 ? new Watched(stream, null) : new Watched(stream.substring(0, dot), stream.substring(dot + 1));
    }

    String partition() {
        return name() + "/0";
    }

    String name() {
        return collection == null ? database : database + "." + collection;
    }

    ChangeStreamIterable<RawBsonDocument> changes(MongoClient client, List<BsonDocument> pipeline) {
        MongoDatabase of = client.getDatabase(database);
        return collection == null
                ? of.watch(pipeline, RawBsonDocument.class)
                : of.getCollection(collection).watch(pipeline, RawBsonDocument.class);
    }
}
