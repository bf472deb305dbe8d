package io.millrace.mongodb;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCredential;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import io.millrace.api.ConnectorException;
import io.millrace.api.Option;
import io.millrace.api.Options;
import io.millrace.api.Secret;
import io.millrace.mongodb.ConnectionOptions.Mechanism;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.Document;
import org.bson.UuidRepresentation;
import org.jspecify.annotations.Nullable;

/**
 * The clients of this JVM, one for each set of connection options: a client has connections and threads of its own, and tasks
 * come and go. One that nobody has used for a while is closed when a client is asked for again. Safe for many threads.
 */
final class Clients {
    private static final Duration IDLE = Duration.ofSeconds(60);
    private static final Map<Map<String, String>, Shared> SHARED = new HashMap<>();

    private Clients() {}

    /** A client that is shared; {@link #close} gives it back. */
    static final class Lease implements AutoCloseable {
        private final Shared shared;
        private final Options options;
        private boolean closed;

        private Lease(Shared shared, Options options) {
            this.shared = shared;
            this.options = options;
        }

        MongoClient client() {
            return shared.client;
        }

        MongoDatabase database() {
            return shared.client.getDatabase(options.value(ConnectionOptions.DATABASE));
        }

        /** The collection, whose documents are bytes. */
        MongoCollection<BsonBytes> collection() {
            return database().getCollection(options.value(ConnectionOptions.COLLECTION), BsonBytes.class);
        }

        /** What the server says of the collection; null if it is not there. */
        @Nullable
        Document description() {
            String name = options.value(ConnectionOptions.COLLECTION);
            BsonDocument same = new BsonDocument("name", new BsonString(name));
            for (Document one : database().listCollections().filter(same)) {
                // Not every server heeds the filter.
                if (name.equals(one.getString("name"))) {
                    return one;
                }
            }
            return null;
        }

        @Override
        public void close() {
            synchronized (SHARED) {
                if (!closed) {
                    closed = true;
                    shared.users--;
                    shared.idleSince = System.nanoTime();
                }
            }
        }
    }

    private static final class Shared {
        private final MongoClient client;
        private int users;
        private long idleSince;

        Shared(MongoClient client) {
            this.client = client;
        }
    }

    static Lease of(Options options) {
        Map<String, String> key = new TreeMap<>();
        for (Option<?> option : ConnectionOptions.DEPLOYMENT.options()) {
            String text = options.asMap().get(option.name());
            if (text != null) {
                key.put(option.name(), text);
            }
        }
        synchronized (SHARED) {
            closeIdle();
            Shared shared = SHARED.computeIfAbsent(key, missing -> new Shared(connect(options)));
            shared.users++;
            return new Lease(shared, options);
        }
    }

    private static void closeIdle() {
        long now = System.nanoTime();
        for (Iterator<Shared> all = SHARED.values().iterator(); all.hasNext(); ) {
            Shared one = all.next();
            if (one.users == 0 && now - one.idleSince > IDLE.toNanos()) {
                one.client.close();
                all.remove();
            }
        }
    }

    private static MongoClient connect(Options options) {
        try {
            return MongoClients.create(settings(options));
        } catch (IllegalArgumentException e) {
            // Its message holds the URI, and that may hold a password.
            throw ConnectorException.settings("Option 'connection.uri' is no URI of a MongoDB deployment, such as"
                    + " mongodb://host:27017/ or mongodb+srv://host/; correct it");
        }
    }

    /** The client's own retries are off: the framework retries, within one deadline. */
    static MongoClientSettings settings(Options options) {
        MongoClientSettings.Builder settings = MongoClientSettings.builder()
                .applyToClusterSettings(cluster -> cluster.serverSelectionTimeout(
                        options.value(ConnectionOptions.SERVER_TIMEOUT).toMillis(), TimeUnit.MILLISECONDS))
                .applyToSocketSettings(socket -> socket.connectTimeout(
                                millis(options.value(ConnectionOptions.SERVER_TIMEOUT)), TimeUnit.MILLISECONDS)
                        .readTimeout(millis(options.value(ConnectionOptions.SOCKET_TIMEOUT)), TimeUnit.MILLISECONDS))
                .applicationName("millrace")
                .applyConnectionString(new ConnectionString(
                        options.value(ConnectionOptions.URI).reveal()))
                .uuidRepresentation(UuidRepresentation.STANDARD)
                .codecRegistry(DocumentCodec.REGISTRY)
                .retryReads(false)
                .retryWrites(false);
        options.find(ConnectionOptions.USERNAME).ifPresent(user -> settings.credential(credential(user, options)));
        if (options.value(ConnectionOptions.AUTH_MECHANISM) == Mechanism.X509) {
            checkTls(options);
            if (!options.has(ConnectionOptions.USERNAME)) {
                settings.credential(MongoCredential.createMongoX509Credential());
            }
        }
        if (options.value(ConnectionOptions.TLS)) {
            settings.applyToSslSettings(ssl -> ssl.enabled(true).context(Tls.context(options)));
        }
        return settings.build();
    }

    private static void checkTls(Options options) {
        ConnectionString uri =
                new ConnectionString(options.value(ConnectionOptions.URI).reveal());
        if (!options.value(ConnectionOptions.TLS) && !Boolean.TRUE.equals(uri.getSslEnabled())) {
            throw ConnectorException.settings(
                    "Option 'authMechanism' is x509, by which a user is known by his certificate, but TLS is off, so that none"
                            + " is shown; set option 'tls' to true and give a key store");
        }
    }

    private static MongoCredential credential(String user, Options options) {
        if (options.value(ConnectionOptions.AUTH_MECHANISM) == Mechanism.X509) {
            return MongoCredential.createMongoX509Credential(user);
        }
        Secret password = options.find(ConnectionOptions.PASSWORD)
                .orElseThrow(() -> ConnectorException.settings("Option 'username' needs the option 'password'"));
        return MongoCredential.createCredential(
                user,
                options.value(ConnectionOptions.AUTH_SOURCE),
                password.reveal().toCharArray());
    }

    private static int millis(Duration duration) {
        return Math.toIntExact(duration.toMillis());
    }
}
