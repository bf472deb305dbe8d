package io.millrace.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.InsertManyOptions;
import io.millrace.api.RowReader;
import io.millrace.api.Scan;
import io.millrace.api.Slice;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The slices of a collection hold each document once, whatever its ids are. */
class SlicesTest {
    @Test
    void eachIdIsInOneSliceWhateverItsTypeAndHoweverTheyAreSpread() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 12; round++) {
            int size = List.of(0, 1, 2, 5, 40, 300).get(round / 2);
            Map<String, Object> ids = ids(random, size, round);
            MongoCollection<Document> collection = Deployment.create();
            List<Document> documents = new ArrayList<>();
            ids.forEach((name, id) -> documents.add(new Document("_id", id).append("name", name)));
            if (!documents.isEmpty()) {
                collection.insertMany(documents, new InsertManyOptions().ordered(false));
            }
            Map<String, String> given = Deployment.options(collection, "schema", "name STRING");
            for (int wanted : new int[] {1, 2, 7, 64}) {
                List<Object> read = new ArrayList<>();
                Reading.rows(given, wanted).forEach(slice -> slice.forEach(row -> read.add(row.get(0))));
                assertThat(read)
                        .as("round %s of seed %s, %s slices of %s", round, seed, wanted, ids)
                        .containsExactlyInAnyOrderElementsOf(ids.keySet());
            }
        }
    }

    @Test
    void manyDocumentsAreCutIntoSlicesOfAboutTheSameSize() throws Exception {
        MongoCollection<Document> collection = Deployment.create();
        List<Document> documents = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            documents.add(new Document("_id", i * i));
        }
        collection.insertMany(documents);
        List<Integer> sizes = new ArrayList<>();
        Reading.rows(Deployment.options(collection, "schema", "_id INT"), 4).forEach(slice -> sizes.add(slice.size()));
        assertThat(sizes).containsExactly(500, 500, 500, 500);
    }

    @Test
    void oneThatDoesNotResumeIsReadAsTheServerHasIt() throws Exception {
        MongoCollection<Document> collection = Deployment.create();
        collection.insertMany(List.of(new Document("_id", 2), new Document("_id", 1), new Document("_id", 3)));
        Map<String, String> resuming = Deployment.options(collection, "schema", "_id INT");
        Map<String, String> other = Deployment.options(collection, "schema", "_id INT", "resumes", "false");
        assertThat(Reading.all(resuming)).extracting(row -> row.get(0)).containsExactly(1L, 2L, 3L);
        assertThat(Reading.all(other)).extracting(row -> row.get(0)).containsExactly(2L, 1L, 3L);
        assertThat(restAfterOne(resuming)).isPresent();
        assertThat(restAfterOne(other)).isEmpty();
    }

    private static Optional<Slice> restAfterOne(Map<String, String> given) throws Exception {
        Scan scan = new Scan(List.of("_id"), List.of(), 1);
        try (RowReader reader =
                new MongoInput().read(Reading.plan(given, scan).slices().get(0), scan, Reading.options(given))) {
            assertThat(reader.next()).isNotNull();
            return reader.rest();
        }
    }

    @Test
    void aPipelineThatLooksAtManyDocumentsIsReadByOneTask() throws Exception {
        MongoCollection<Document> collection = Deployment.create();
        for (int i = 0; i < 10; i++) {
            collection.insertOne(new Document("_id", i).append("k", i % 2).append("v", i));
        }
        Map<String, String> grouped = new HashMap<>(Deployment.options(
                collection, "aggregation.pipeline", "[{\"$group\": {\"_id\": \"$k\", \"sum\": {\"$sum\": \"$v\"}}}]"));
        List<@Nullable Object> sums = new ArrayList<>();
        Reading.rows(grouped, 5).forEach(slice -> slice.forEach(row -> sums.add(row.get(1))));
        assertThat(sums).containsExactlyInAnyOrder(20L, 25L);
        Map<String, String> matched =
                Deployment.options(collection, "aggregation.pipeline", "{\"$match\": {\"k\": 1}}");
        List<@Nullable Object> values = new ArrayList<>();
        Reading.rows(matched, 3).forEach(slice -> slice.forEach(row -> values.add(row.get(2))));
        assertThat(values).containsExactlyInAnyOrder(1L, 3L, 5L, 7L, 9L);
    }

    private static Map<String, Object> ids(Random random, int size, int round) {
        Map<String, Object> ids = new LinkedHashMap<>();
        for (int i = 0; ids.size() < size; i++) {
            Object id = round % 3 == 0 ? mixed(random, i) : round % 3 == 1 ? single(random, round) : skewed(random, i);
            ids.put(id.getClass().getSimpleName() + " " + (id instanceof ByteBuffer ? i : id), id);
        }
        return ids;
    }

    private static Object single(Random random, int type) {
        return switch (type % 4) {
            case 0 -> new ObjectId();
            case 1 -> new UUID(random.nextLong(), random.nextLong());
            case 2 -> Date.from(Instant.ofEpochMilli(random.nextLong(-1_000_000_000_000L, 1_000_000_000_000L)));
            default -> "text " + random.nextLong();
        };
    }

    private static Object skewed(Random random, int i) {
        return random.nextInt(10) == 0 ? -(long) random.nextInt(1_000_000_000) - 1 : (long) i;
    }

    /** Each value is another one for the server, too: no number is there in two types. */
    private static Object mixed(Random random, int i) {
        // The stand-in cannot sort all types among others.
        return switch (random.nextInt(Deployment.IS_REAL ? 9 : 7)) {
            case 0 -> i;
            case 1 -> i + 0.5;
            case 2 -> "text " + i;
            case 3 -> i % 2 == 0 ? "" + i : -(i + 1L);
            case 4, 5, 6 -> single(random, i % 3);
            case 7 -> new Document("a", i).append("b", "$_id");
            default -> new Decimal128(new BigDecimal(i + ".25"));
        };
    }
}
