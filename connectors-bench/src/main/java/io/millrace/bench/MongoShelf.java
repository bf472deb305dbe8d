package io.millrace.bench;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import io.millrace.testkit.server.MongoServer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.bson.Document;

/** A collection on the stand-in for MongoDB, in memory. */
final class MongoShelf implements Shelf {
    private static final String DATABASE = "bench";
    private static final String COLLECTION = "names";

    private final MongoServer server = MongoServer.startInMemory();
    private final MongoClient client = MongoClients.create(server.uri());

    @Override
    public String name() {
        return "mongodb";
    }

    @Override
    public void fill(long keys) {
        collection().drop();
        for (long from = 0; from < keys; from += 10_000) {
            collection()
                    .insertMany(LongStream.range(from, Math.min(keys, from + 10_000))
                            .mapToObj(id -> new Document("_id", id).append("name", Shelf.nameOf(id)))
                            .toList());
        }
    }

    @Override
    public Map<String, String> options() {
        return Map.of(
                "connection.uri",
                server.uri(),
                "database",
                DATABASE,
                "collection",
                COLLECTION,
                "schema",
                "_id BIGINT, name STRING");
    }

    @Override
    public String key() {
        return "_id";
    }

    @Override
    public long batch(long[] keys) {
        List<Long> wanted = Arrays.stream(keys).boxed().toList();
        long found = 0;
        for (Document one : collection().find(new Document("_id", new Document("$in", wanted)))) {
            found += one.getString("name").equals(Shelf.nameOf(one.getLong("_id"))) ? 1 : 0;
        }
        return found;
    }

    @Override
    public boolean one(long key) {
        Document one = collection().find(new Document("_id", key)).first();
        return one != null && one.getString("name").equals(Shelf.nameOf(key));
    }

    private MongoCollection<Document> collection() {
        return client.getDatabase(DATABASE).getCollection(COLLECTION);
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
