package io.millrace.mongodb;

import com.mongodb.MongoClientSettings;
import com.mongodb.ConnectionString;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import io.millrace.testkit.server.MongoServer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.Document;
import org.bson.UuidRepresentation;

/**
 * The deployment that the tests of this JVM share: the one that {@code MILLRACE_MONGODB_URI} names, or else the stand-in, which
 * ends with the JVM. Each test has a collection of its own.
 */
final class Deployment {
    static final boolean IS_REAL = System.getenv("MILLRACE_MONGODB_URI") != null;
    static final String DATABASE = "millrace_test";

    private static final AtomicInteger COUNT = new AtomicInteger();

    private Deployment() {}

    private static final class Holder {
        static final String URI = start();
        static final MongoClient CLIENT = client(URI);

        private static String start() {
            String real = System.getenv("MILLRACE_MONGODB_URI");
            return real == null ? MongoServer.startInMemory().uri() : real;
        }
    }

    static MongoClient client(String uri) {
        return MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(uri))
                .uuidRepresentation(UuidRepresentation.STANDARD)
                .build());
    }

    static String uri() {
        return Holder.URI;
    }

    static MongoDatabase database() {
        return Holder.CLIENT.getDatabase(DATABASE);
    }

    /** A new and empty collection. */
    static MongoCollection<Document> create() {
        String name = "c" + ProcessHandle.current().pid() + "_" + System.nanoTime() + "_" + COUNT.incrementAndGet();
        database().createCollection(name);
        return database().getCollection(name);
    }

    /** What a user gives to read or write a collection. */
    static Map<String, String> options(MongoCollection<?> collection, String... more) {
        return options(uri(), collection.getNamespace().getCollectionName(), more);
    }

    static Map<String, String> options(String uri, String collection, String... more) {
        Map<String, String> options = new HashMap<>(
                Map.of("connection.uri", uri, "database", DATABASE, "collection", collection));
        for (int i = 0; i < more.length; i += 2) {
            options.put(more[i], more[i + 1]);
        }
        return options;
    }
}
