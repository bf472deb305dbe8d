package io.millrace.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import io.millrace.api.Columns;
import io.millrace.api.Key;
import io.millrace.api.Lookup;
import io.millrace.api.Row;
import io.millrace.testkit.Rows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Documents are found by the values of any columns. */
class MongoLookupTest {
    private static final Columns NAME = new Columns("name STRING");

    @Test
    void documentsAreFoundByIdAndThoseThatAreNotThereAreLeftOut() throws Exception {
        MongoCollection<Document> collection = Deployment.create();
        List<Document> documents = new ArrayList<>();
        for (int i = 0; i < 2500; i++) {
            documents.add(new Document("_id", (long) i).append("name", "n" + i).append("k", i % 2));
        }
        collection.insertMany(documents);
        Set<Key> keys = new HashSet<>();
        for (long i = 0; i < 3000; i++) {
            keys.add(new Key(List.of(i)));
        }
        Map<String, String> given = Deployment.options(collection, "schema", "_id BIGINT, name STRING, k INT");
        Map<Key, List<List<@Nullable Object>>> found = find(given, List.of("_id"), keys);
        assertThat(found).hasSize(2500).containsEntry(new Key(List.of(7L)), List.of(List.of("n7")));
    }

    @Test
    void aKeyMayHaveSeveralColumnsAndSeveralDocuments() throws Exception {
        MongoCollection<Document> collection = Deployment.create();
        collection.insertMany(List.of(
                new Document("a", 1).append("b", "x").append("name", "one"),
                new Document("a", 1).append("b", "x").append("name", "two"),
                new Document("a", 1).append("b", "y").append("name", "three"),
                new Document("a", 2.0).append("b", "y").append("name", "four"),
                new Document("a", null).append("b", "y").append("name", "five")));
        Map<String, String> given = Deployment.options(collection, "schema", "a BIGINT, b STRING, name STRING");
        Map<Key, List<List<@Nullable Object>>> found = find(
                given,
                List.of("a", "b"),
                Set.of(new Key(List.of(1, "x")), new Key(List.of(2, "y")), new Key(List.of(3, "y"))));
        assertThat(found.keySet()).containsExactlyInAnyOrder(new Key(List.of(1, "x")), new Key(List.of(2, "y")));
        assertThat(found.get(new Key(List.of(1, "x")))).containsExactlyInAnyOrder(List.of("one"), List.of("two"));
        assertThat(found.get(new Key(List.of(2, "y")))).containsExactly(List.of("four"));
    }

    @Test
    void anObjectIdIsFoundByItsTextAndColumnsAreGuessedWhereNobodyGaveThem() throws Exception {
        MongoCollection<Document> collection = Deployment.create();
        ObjectId id = new ObjectId();
        collection.insertOne(new Document("_id", id).append("name", "it"));
        Key key = new Key(List.of(id.toHexString()));
        assertThat(find(new HashMap<>(Deployment.options(collection)), List.of("_id"), Set.of(key)))
                .isEqualTo(Map.of(key, List.of(List.of("it"))));
    }

    private static Map<Key, List<List<@Nullable Object>>> find(
            Map<String, String> given, List<String> keyColumns, Set<Key> keys) throws Exception {
        Map<Key, List<List<@Nullable Object>>> found = new HashMap<>();
        try (Lookup lookup = new MongoInput().lookup(keyColumns, List.of("name"), Reading.options(given))) {
            for (Map.Entry<Key, List<Row>> one : lookup.get(keys).entrySet()) {
                found.put(
                        one.getKey(),
                        one.getValue().stream().map(row -> Rows.values(row, NAME)).toList());
            }
        }
        return found;
    }
}
