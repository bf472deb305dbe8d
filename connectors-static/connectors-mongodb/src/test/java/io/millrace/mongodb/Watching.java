package io.millrace.mongodb;

import com.mongodb.client.ChangeStreamIterable;
import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import io.millrace.testkit.Cannot;
import io.millrace.testkit.server.MongoServer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.BsonTimestamp;
import org.bson.Document;

/**
 * The deployment whose changes are watched: the one that {@code MILLRACE_MONGODB_URI} names, or else a stand-in of its own, as
 * the others' writes would fill its oplog, which it goes through for each answer.
 */
final class Watching {
    static final String DATABASE = "millrace_changes";

    private static final AtomicInteger COUNT = new AtomicInteger();
    private static BsonTimestamp oldest = new BsonTimestamp(1, 1);

    private Watching() {}

    private static final class Holder {
        static final String URI = Deployment.IS_REAL
                ? Deployment.uri()
                : MongoServer.startInMemory().uri();
        static final MongoClient CLIENT = Deployment.client(URI);
    }

    static MongoClient client() {
        return Holder.CLIENT;
    }

    /** New and empty collections. */
    static List<String> create(int count) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            // In the order of their names.
            names.add("w" + System.nanoTime() + "_" + String.format("%05d", COUNT.incrementAndGet()));
            client().getDatabase(DATABASE).createCollection(names.get(i));
        }
        return names;
    }

    static MongoCollection<Document> collection(String name) {
        return client().getDatabase(DATABASE).getCollection(name);
    }

    /** What a user gives to watch collections. */
    static Map<String, String> options(List<String> collections, String... more) {
        Map<String, String> options = new HashMap<>(Map.of(
                "connection.uri", Holder.URI, "database", DATABASE, "collections", String.join(",", collections)));
        for (int i = 0; i < more.length; i += 2) {
            options.put(more[i], more[i + 1]);
        }
        return options;
    }

    /** The change with that number of a collection, as the driver tells it. */
    static ChangeStreamDocument<Document> change(String collection, int number) {
        ChangeStreamIterable<Document> changes = collection(collection).watch().startAtOperationTime(oldest);
        try (MongoChangeStreamCursor<ChangeStreamDocument<Document>> cursor = changes.cursor()) {
            for (int i = 0; i < number; i++) {
                cursor.next();
            }
            return cursor.next();
        }
    }

    /** Makes the stand-in forget all changes before the one with that number of a collection. */
    static void forgetBefore(String collection, int number) {
        if (Deployment.IS_REAL) {
            throw Cannot.show("the oplog of a real server cannot be cut short from here");
        }
        oldest = change(collection, number).getClusterTime();
        client().getDatabase("admin").runCommand(new Document("forgetChangesBefore", oldest));
    }
}
