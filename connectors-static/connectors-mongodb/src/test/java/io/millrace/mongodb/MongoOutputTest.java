package io.millrace.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.IndexOptions;
import io.millrace.api.Columns;
import io.millrace.api.ConnectorException;
import io.millrace.api.Delivery;
import io.millrace.api.Options;
import io.millrace.api.Rejects;
import io.millrace.api.Row;
import io.millrace.api.WriteTask;
import io.millrace.api.Writer;
import io.millrace.testkit.Rows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What each operation makes of rows. */
class MongoOutputTest {
    private static final MongoOutput OUTPUT = new MongoOutput();
    private static final Columns COLUMNS = new Columns("_id INT, a INT, b STRING");

    private final MongoCollection<Document> collection = Deployment.create();

    @Test
    void anUpdateSetsOnlyTheFieldsThatTheRowHas() throws Exception {
        collection.insertOne(new Document("_id", 1).append("a", 1).append("z", "stays"));
        write(COLUMNS, List.of(Arrays.asList(1, null, "b"), Arrays.asList(2, 3, "new")),
                "operation", "update", "ignoreNulls", "true");
        assertThat(documents())
                .containsExactlyInAnyOrder(
                        new Document("_id", 1).append("a", 1).append("z", "stays").append("b", "b"),
                        new Document("_id", 2).append("a", 3).append("b", "new"));
    }

    @Test
    void withoutUpsertNothingIsAdded() throws Exception {
        collection.insertOne(new Document("_id", 1).append("a", 1));
        write(COLUMNS, List.of(List.of(1, 2, "b"), List.of(2, 3, "new")), "upsert", "false");
        assertThat(documents()).containsExactly(new Document("_id", 1).append("a", 2).append("b", "b"));
    }

    @Test
    void aDeletionRemovesADocumentAndTheFlagIsNotWritten() throws Exception {
        Columns columns = new Columns("_id INT, a INT, gone BOOLEAN");
        collection.insertOne(new Document("_id", 1).append("a", 1));
        write(columns, List.of(Arrays.asList(1, null, true), Arrays.asList(2, 5, false), Arrays.asList(3, 6, null)),
                "deleteColumn", "gone");
        assertThat(documents())
                .containsExactlyInAnyOrder(new Document("_id", 2).append("a", 5), new Document("_id", 3).append("a", 6));
        write(columns, List.of(Arrays.asList(2, null, null)), "operation", "delete");
        assertThat(documents()).hasSize(1);
    }

    @Test
    void theLastRowOfAnIdentityWins() throws Exception {
        List<List<? extends @Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            rows.add(List.of(i % 3, i, "b"));
        }
        write(COLUMNS, rows, "maxBatchSize", "2", "inFlight", "4");
        assertThat(documents()).extracting(document -> document.getInteger("a")).containsExactlyInAnyOrder(57, 58, 59);
    }

    @Test
    void aRowWithoutItsIdentityIsRefused() throws Exception {
        List<String> refused = new ArrayList<>();
        write(COLUMNS, List.of(Arrays.asList(null, 1, "b"), List.of(2, 2, "c")), (row, why) -> refused.add(why.getMessage()));
        assertThat(refused).singleElement().asString().contains("'_id'");
        assertThat(documents()).hasSize(1);
    }

    @Test
    void aDuplicateIsRefusedByItsIdentityUnlessItIsTheSameDocument() throws Exception {
        collection.insertOne(new Document("_id", 1).append("a", 1).append("b", "other"));
        collection.insertOne(new Document("_id", 2).append("a", 2).append("b", "same"));
        List<String> refused = new ArrayList<>();
        write(COLUMNS, List.of(List.of(1, 1, "b"), List.of(2, 2, "same"), List.of(3, 3, "c")),
                (row, why) -> refused.add(row.longAt(0) + " " + why.kind() + " " + why.getMessage()), "operation", "insert");
        assertThat(refused).singleElement().asString().startsWith("1 MALFORMED").contains("{\"_id\": 1}");
        assertThat(documents()).hasSize(3);
    }

    @Test
    void aDocumentThatIsTooLargeIsRefusedByItsIdentity() throws Exception {
        List<String> refused = new ArrayList<>();
        write(COLUMNS, List.of(List.of(1, 1, "x".repeat(17 << 20)), List.of(2, 2, "b")),
                (row, why) -> refused.add(why.getMessage()));
        assertThat(refused).singleElement().asString().contains("{\"_id\": 1}", "16777216");
        assertThat(documents()).hasSize(1);
    }

    @Test
    void anObjectIdGoesBackAsWhatItWas() throws Exception {
        ObjectId id = new ObjectId();
        collection.insertOne(new Document("_id", id).append("a", 1));
        write(new Columns("_id STRING, a INT"), List.of(List.of(id.toHexString(), 2)), "objectIds", "_id");
        assertThat(documents()).containsExactly(new Document("_id", id).append("a", 2));
    }

    @Test
    void anIdentityOfOtherFieldsNeedsAUniqueIndex() throws Exception {
        Columns columns = new Columns("k STRING, a INT");
        assertThatThrownBy(() -> check(columns, "idFields", "k"))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("unique index");
        collection.createIndex(new Document("k", 1), new IndexOptions().unique(true));
        assertThat(check(columns, "idFields", "k")).isEqualTo(new Delivery.Idempotent("k"));
        write(columns, List.of(List.of("x", 1), List.of("y", 2)), "idFields", "k");
        write(columns, List.of(List.of("x", 3)), "idFields", "k");
        assertThat(documents()).extracting(document -> document.getInteger("a")).containsExactlyInAnyOrder(2, 3);
    }

    @Test
    void whatIsPromisedDependsOnTheIdentity() throws Exception {
        assertThat(check(COLUMNS)).isEqualTo(new Delivery.Idempotent("_id"));
        assertThat(check(COLUMNS, "operation", "insert")).isEqualTo(new Delivery.Idempotent("_id"));
        assertThat(check(new Columns("a INT"), "operation", "insert")).isEqualTo(new Delivery.AtLeastOnce());
    }

    @Test
    void aCollectionIsMadeIfTheUserWantsIt() throws Exception {
        String name = collection.getNamespace().getCollectionName() + "_new";
        Options options = OUTPUT.options().read(Deployment.options(Deployment.uri(), name, "createCollection", "true"));
        assertThat(OUTPUT.check(COLUMNS, options)).isEqualTo(new Delivery.Idempotent("_id"));
        assertThat(Deployment.database().listCollectionNames()).contains(name);
    }

    private Delivery check(Columns columns, String... more) {
        return OUTPUT.check(columns, options(more));
    }

    private Options options(String... more) {
        return OUTPUT.options().read(Deployment.options(collection, more));
    }

    private void write(Columns columns, List<? extends List<? extends @Nullable Object>> rows, String... more)
            throws IOException {
        write(columns, rows, (row, why) -> {
            throw why;
        }, more);
    }

    private void write(
            Columns columns, List<? extends List<? extends @Nullable Object>> rows, Rejects rejects, String... more)
            throws IOException {
        try (Writer writer = OUTPUT.open(new WriteTask("q", 0, 0, 0), columns, options(more), rejects)) {
            for (List<? extends @Nullable Object> row : rows) {
                Row shown = Rows.of(new ArrayList<>(row));
                writer.write(shown);
            }
            writer.complete();
        }
    }

    private List<Document> documents() {
        return collection.find().into(new ArrayList<>());
    }
}
