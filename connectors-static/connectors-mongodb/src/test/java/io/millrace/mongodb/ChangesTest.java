package io.millrace.mongodb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.mongodb.MongoNamespace;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.CreateCollectionOptions;
import io.millrace.api.Budget;
import io.millrace.api.ConnectorException;
import io.millrace.api.ConnectorException.Kind;
import io.millrace.api.Event;
import io.millrace.api.Field;
import io.millrace.api.Header;
import io.millrace.api.Offsets;
import io.millrace.api.Options;
import io.millrace.api.Range;
import io.millrace.api.StartFrom;
import io.millrace.api.StopAt;
import io.millrace.runtime.Planner;
import io.millrace.runtime.ReadMetrics;
import io.millrace.runtime.ReadOptions;
import io.millrace.runtime.ResilientReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the changes of collections look like, and what happens to collections and tokens. */
class ChangesTest {
    private static final ChangesInput INPUT = new ChangesInput();
    private static final StartFrom EARLIEST = new StartFrom.Earliest();

    private final List<String> names = Watching.create(2);
    private final MongoCollection<Document> one = Watching.collection(names.get(0));
    private final MongoCollection<Document> other = Watching.collection(names.get(1));

    @Test
    void aChangeHasItsKeyItsTypeItsTimeAndAllThatMongoDbTells() throws IOException {
        one.insertOne(new Document("_id", 7).append("name", "a"));
        one.deleteOne(new Document("_id", 7));
        List<Event> events = all(watch(names));
        assertThat(events).hasSize(2);
        assertThat(text(events.get(0).key())).isEqualTo("{\"_id\": 7}");
        Document event = Document.parse(text(events.get(0).value()));
        assertThat(event.getString("operationType")).isEqualTo("insert");
        assertThat(event.get("fullDocument")).isEqualTo(new Document("_id", 7).append("name", "a"));
        assertThat(headers(events.get(0)))
                .containsEntry("operationType", "insert")
                .containsEntry("namespace", one.getNamespace().getFullName())
                .containsKey("clusterTime");
        assertThat(headers(events.get(1))).containsEntry("operationType", "delete");
        assertThat(text(events.get(1).key())).isEqualTo("{\"_id\": 7}");
        assertThat(events.get(0).timestampMicros() / 1_000_000)
                .isBetween(System.currentTimeMillis() / 1000 - 60, System.currentTimeMillis() / 1000 + 1);
    }

    @Test
    void aValueMayBeTheDocumentAloneAndTypesMayBeTold() throws IOException {
        one.insertOne(new Document("_id", 7L));
        one.deleteOne(new Document("_id", 7L));
        List<Event> events =
                all(watch(names, "value", "document", "fullDocument", "whenAvailable", "json", "canonical"));
        assertThat(text(events.get(0).value())).isEqualTo("{\"_id\": {\"$numberLong\": \"7\"}}");
        assertThat(events.get(1).value()).as("after it was deleted").isNull();
    }

    @Test
    void whatWouldDifferWhenItIsReadAgainIsRefusedUnlessItIsSaidAloud() throws IOException {
        assertThatThrownBy(() -> all(watch(names, "fullDocument", "updateLookup")))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("'replay'='unstable'");
        assertThatThrownBy(() -> all(watch(names, "value", "document")))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("'fullDocument'");
        one.insertOne(new Document("_id", 1));
        one.updateOne(new Document("_id", 1), new Document("$set", new Document("n", 1)));
        Options lookup = watch(names, "fullDocument", "updateLookup", "value", "document", "replay", "unstable");
        List<Event> events = all(lookup);
        assertThat(text(events.get(1).value())).isEqualTo("{\"_id\": 1, \"n\": 1}");
        one.updateOne(new Document("_id", 1), new Document("$set", new Document("n", 2)));
        assertThat(text(all(lookup).get(1).value())).as("read again").isEqualTo("{\"_id\": 1, \"n\": 2}");
    }

    @Test
    void postImagesStayAsTheyWere() throws IOException {
        assumeTrue(Deployment.IS_REAL, "the stand-in keeps no images of documents");
        String name = names.get(0) + "_images";
        Watching.client()
                .getDatabase(Watching.DATABASE)
                .createCollection(
                        name,
                        new CreateCollectionOptions()
                                .changeStreamPreAndPostImagesOptions(
                                        new com.mongodb.client.model.ChangeStreamPreAndPostImagesOptions(true)));
        Options images = watch(
                List.of(name),
                "fullDocument",
                "required",
                "fullDocumentBeforeChange",
                "whenAvailable",
                "value",
                "document");
        Watching.collection(name).insertOne(new Document("_id", 1));
        Watching.collection(name).updateOne(new Document("_id", 1), new Document("$set", new Document("n", 1)));
        Watching.collection(name).updateOne(new Document("_id", 1), new Document("$set", new Document("n", 2)));
        assertThat(all(images).stream().map(event -> text(event.value())))
                .containsExactly("{\"_id\": 1}", "{\"_id\": 1, \"n\": 1}", "{\"_id\": 1, \"n\": 2}");
    }

    @Test
    void aDroppedCollectionIsAnEventAndTheNextOfItsNameIsReadOn() throws IOException {
        // The stand-in tells of a dropped collection to those who watch any one of its database.
        String database = Watching.DATABASE + "_drop";
        MongoCollection<Document> dropped =
                Watching.client().getDatabase(database).getCollection(names.get(0));
        dropped.insertOne(new Document("_id", 1));
        dropped.drop();
        dropped.insertOne(new Document("_id", 2));
        List<String> types = types(all(watch(names.subList(0, 1), "database", database)));
        assertThat(types).containsSubsequence("insert", "drop", "insert");
        assertThat(types).filteredOn("insert"::equals).hasSize(2);
        if (Deployment.IS_REAL) {
            assertThat(types).containsExactly("insert", "drop", "invalidate", "insert");
        }
    }

    @Test
    void aRenamedCollectionIsAnEvent() throws IOException {
        assumeTrue(Deployment.IS_REAL, "the stand-in tells nothing of collections that are renamed");
        one.insertOne(new Document("_id", 1));
        one.renameCollection(new MongoNamespace(Watching.DATABASE, names.get(0) + "_renamed"));
        assertThat(types(all(watch(names.subList(0, 1))))).containsExactly("insert", "rename", "invalidate");
    }

    @Test
    void aDatabaseIsOnePartition() throws IOException {
        assumeTrue(Deployment.IS_REAL, "the stand-in tells nothing to those who watch a whole database");
        Options database = watch(List.of("*"));
        try (Planner planner = planner(database)) {
            Offsets from = planner.start(new StartFrom.Latest());
            one.insertOne(new Document("_id", 1));
            other.insertOne(new Document("_id", 2));
            List<Range> ranges = planner.plan(from, planner.next(from, Budget.UNLIMITED));
            assertThat(ranges).extracting(Range::partition).containsExactly(Watching.DATABASE + "/0");
            assertThat(read(ranges, database))
                    .extracting(event -> headers(event).get("namespace"))
                    .contains(
                            one.getNamespace().getFullName(),
                            other.getNamespace().getFullName());
        }
    }

    @Test
    void stagesFilterEventsOnTheServer() throws IOException {
        one.insertMany(List.of(new Document("_id", 1), new Document("_id", 2)));
        one.deleteOne(new Document("_id", 1));
        assertThat(types(all(watch(
                        names, "aggregation.pipeline", "{\"$match\": {\"operationType\": {\"$in\": [\"delete\"]}}}"))))
                .containsExactly("delete");
        assertThatThrownBy(() -> all(watch(names, "aggregation.pipeline", "{\"$sort\": {\"_id\": 1}}")))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("'aggregation.pipeline'");
    }

    @Test
    void readingStartsBehindATokenOfTheUsers() throws IOException {
        one.insertMany(List.of(new Document("_id", 1), new Document("_id", 2), new Document("_id", 3)));
        String token = Place.token(Watching.change(names.get(0), 0).getResumeToken());
        String partition = one.getNamespace().getFullName() + "/0";
        Options options = watch(names);
        assertThat(bounded(options, new StartFrom.Exactly(Offsets.of(Map.of(partition, token)))))
                .extracting(event -> text(event.key()))
                .containsExactly("{\"_id\": 2}", "{\"_id\": 3}");
        assertThatThrownBy(() -> bounded(options, new StartFrom.Exactly(Offsets.of(Map.of(partition, "yesterday")))))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("'yesterday'");
    }

    @Test
    void aLostTokenFailsOrIsPassedByAsTheUserSays() throws IOException {
        one.insertMany(List.of(new Document("_id", 1), new Document("_id", 2), new Document("_id", 3)));
        Offsets from;
        try (Planner planner = planner(watch(names))) {
            from = planner.start(EARLIEST);
        }
        Watching.forgetBefore(names.get(0), 2);
        assertThatThrownBy(() -> next(watch(names), from))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining(
                        "no longer has the changes of " + one.getNamespace().getFullName())
                .extracting(failure -> ((ConnectorException) failure).kind())
                .isEqualTo(Kind.DATA_LOSS);
        assertThat(next(watch(names, "onDataLoss", "warn"), from))
                .extracting(event -> text(event.key()))
                .containsExactly("{\"_id\": 3}");
        assertThat(next(watch(names, "onDataLoss", "warn", "resumeAt", "latest"), from))
                .isEmpty();
    }

    @Test
    void thePositionOfAQuietCollectionMovesOnWithoutABatch() throws IOException {
        one.insertOne(new Document("_id", 1));
        try (Planner planner = planner(watch(names, "idleRefresh", "1s"))) {
            Offsets from = planner.next(planner.start(EARLIEST), Budget.UNLIMITED);
            String quiet = one.getNamespace().getFullName() + "/0";
            Offsets moved = await().until(
                            () -> {
                                // The cluster's time moves on when something else is written.
                                other.insertOne(new Document());
                                return planner.next(from, Budget.UNLIMITED);
                            },
                            next -> !next.position(quiet).equals(from.position(quiet)));
            assertThat(planner.plan(from, moved)).extracting(Range::partition).doesNotContain(quiet);
            one.insertOne(new Document("_id", 2));
            assertThat(read(planner.plan(moved, planner.next(moved, Budget.UNLIMITED)), watch(names)).stream()
                            .filter(event -> headers(event)
                                    .containsValue(one.getNamespace().getFullName())))
                    .extracting(event -> text(event.key()))
                    .containsExactly("{\"_id\": 2}");
        }
    }

    @Test
    void aCollectionThatIsAddedIsReadFromItsBeginningAndOneThatIsLeftOutIsFinished() throws IOException {
        one.insertOne(new Document("_id", 1));
        other.insertOne(new Document("_id", 2));
        Offsets from;
        try (Planner planner = planner(watch(names.subList(0, 1)))) {
            from = planner.next(planner.start(EARLIEST), Budget.UNLIMITED);
        }
        assertThat(from.positions()).hasSize(1);
        try (Planner planner = planner(watch(names.subList(1, 2)))) {
            Offsets entered = planner.next(from, Budget.UNLIMITED);
            assertThat(entered.positions())
                    .containsOnlyKeys(other.getNamespace().getFullName() + "/0");
            assertThat(planner.plan(from, entered)).isEmpty();
            Offsets read = planner.next(entered, Budget.UNLIMITED);
            assertThat(read(planner.plan(entered, read), watch(names)))
                    .extracting(event -> text(event.key()))
                    .containsExactly("{\"_id\": 2}");
        }
    }

    private static Options watch(List<String> collections, String... more) {
        Map<String, String> given = new HashMap<>(Watching.options(collections, more));
        given.put("connector", INPUT.name());
        return ReadOptions.with(INPUT).read(given);
    }

    private static Planner planner(Options options) {
        return new Planner(INPUT, options, new ReadMetrics());
    }

    private static List<Event> next(Options options, Offsets from) throws IOException {
        try (Planner planner = planner(options)) {
            return read(planner.plan(from, planner.next(from, Budget.UNLIMITED)), options);
        }
    }

    /** All that is there, of one collection after the other. */
    private static List<Event> all(Options options) throws IOException {
        return bounded(options, EARLIEST);
    }

    private static List<Event> bounded(Options options, StartFrom from) throws IOException {
        try (Planner planner = planner(options)) {
            return read(planner.bounded(from, new StopAt.Now()), options);
        }
    }

    private static List<Event> read(List<Range> ranges, Options options) throws IOException {
        List<Event> events = new ArrayList<>();
        for (Range range : ranges) {
            try (ResilientReader reader =
                    new ResilientReader(INPUT, range, EnumSet.allOf(Field.class), options, new ReadMetrics())) {
                for (Event event = reader.next(); event != null; event = reader.next()) {
                    events.add(event);
                }
            }
        }
        return events;
    }

    private static List<String> types(List<Event> events) {
        return events.stream()
                .map(event -> String.valueOf(headers(event).get("operationType")))
                .toList();
    }

    private static Map<String, String> headers(Event event) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : event.headers()) {
            headers.put(header.name(), text(header.value()));
        }
        return headers;
    }

    private static String text(byte @Nullable [] bytes) {
        return bytes == null ? "nothing" : new String(bytes, UTF_8);
    }
}
