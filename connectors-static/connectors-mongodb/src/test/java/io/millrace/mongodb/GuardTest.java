package io.millrace.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.IndexOptions;
import io.millrace.api.Columns;
import io.millrace.api.ConnectorException;
import io.millrace.api.Options;
import io.millrace.api.Rejects;
import io.millrace.api.WriteTask;
import io.millrace.api.Writer;
import io.millrace.testkit.Rows;
import io.millrace.testkit.server.MongoServer;
import io.millrace.testkit.server.TcpProxy;
import io.millrace.testkit.server.TcpProxy.Direction;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Attempts of old epochs that come late. The server is always the stand-in, as the way to a real one cannot be held up. */
class GuardTest {
    private static final Columns COLUMNS = new Columns("_id INT, a INT, gone BOOLEAN");
    private static final MongoOutput OUTPUT = new MongoOutput();
    private static final Rejects NONE = (row, why) -> {
        throw why;
    };

    private static MongoServer server;
    private static MongoClient client;

    private final String name = "g" + System.nanoTime();
    private MongoCollection<Document> collection;

    @BeforeAll
    static void start() {
        server = MongoServer.startInMemory();
        client = Deployment.client(server.uri());
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    @BeforeEach
    void find() {
        collection = client.getDatabase(Deployment.DATABASE).getCollection(name);
    }

    @Test
    void aReplacementThatWasHeldUpDoesNotOverwriteWhatANewerEpochWrote() throws Exception {
        overtake("replace", "guardField", "_millrace");
        assertThat(values()).isEqualTo(Map.of(1, 6, 2, 5, 3, 6));
    }

    @Test
    void anUpdateThatWasHeldUpDoesNotOverwriteWhatANewerEpochWrote() throws Exception {
        overtake("update", "guardField", "_millrace");
        assertThat(values()).isEqualTo(Map.of(1, 6, 2, 5, 3, 6));
    }

    @Test
    void withoutAGuardItDoes() throws Exception {
        overtake("replace");
        assertThat(values()).isEqualTo(Map.of(1, 5, 2, 5, 3, 6));
    }

    @Test
    void aDeletionThatComesLateRemovesNothingNewer() throws Exception {
        write(6, List.of(Arrays.asList(1, 6, false)), "guardField", "_millrace", "deleteColumn", "gone");
        write(5, List.of(Arrays.asList(1, null, true)), "guardField", "_millrace", "deleteColumn", "gone");
        assertThat(values()).isEqualTo(Map.of(1, 6));
        write(7, List.of(Arrays.asList(1, null, true)), "guardField", "_millrace", "deleteColumn", "gone");
        assertThat(values()).isEmpty();
    }

    @Test
    void theSameEpochRunAgainAndOtherQueriesOverwrite() throws Exception {
        write(6, List.of(Arrays.asList(1, 6, null)), "guardField", "_millrace");
        write(6, List.of(Arrays.asList(1, 66, null)), "guardField", "_millrace");
        assertThat(values()).isEqualTo(Map.of(1, 66));
        try (Writer writer = OUTPUT.open(
                new WriteTask("another", 0, 0, 0), COLUMNS, options(server.uri(), "guardField", "_millrace"), NONE)) {
            writer.write(Rows.of(Arrays.asList(1, 7, null)));
            writer.complete();
        }
        assertThat(values()).isEqualTo(Map.of(1, 7));
        assertThat(collection.find().first())
                .containsEntry("_millrace", new Document("query", "another").append("epoch", 0L));
    }

    @Test
    void aDuplicateOfAnotherDocumentIsStillRefused() throws Exception {
        collection.createIndex(new Document("a", 1), new IndexOptions().unique(true));
        write(6, List.of(Arrays.asList(1, 6, null)), "guardField", "_millrace");
        List<String> refused = new ArrayList<>();
        try (Writer writer = OUTPUT.open(
                new WriteTask("q", 7, 0, 0),
                COLUMNS,
                options(server.uri(), "guardField", "_millrace"),
                (row, why) -> refused.add(String.valueOf(why.getMessage())))) {
            writer.write(Rows.of(Arrays.asList(2, 6, null)));
            writer.complete();
        }
        assertThat(refused).singleElement().asString().contains("{\"_id\": 2}");
    }

    @Test
    void aGuardThatCannotWorkIsRefused() {
        assertThatThrownBy(() -> check("guardField", "a"))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("'a', which is a column");
        assertThatThrownBy(() -> check("guardField", "_millrace", "operation", "insert"))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("insert");
        assertThatThrownBy(() -> check("guardField", "a.b")).isInstanceOf(ConnectorException.class);
    }

    /** An attempt of epoch 5 writes documents 1 and 2, and arrives after epoch 6 has written 1 and 3. */
    private void overtake(String operation, String... more) throws Exception {
        ExecutorService late = Executors.newSingleThreadExecutor();
        try (TcpProxy proxy = TcpProxy.to(server.port());
                Writer writer = OUTPUT.open(
                        new WriteTask("q", 5, 0, 0),
                        COLUMNS,
                        options(server.uri(proxy), with(more, "operation", operation)),
                        NONE)) {
            // The connection is there before the way is closed.
            writer.write(Rows.of(Arrays.asList(2, 5, null)));
            writer.complete();
            long before = proxy.bytes(Direction.TO_SERVER);
            proxy.stall();
            writer.write(Rows.of(Arrays.asList(1, 5, null)));
            Future<String> done = late.submit(writer::complete);
            write(6, List.of(Arrays.asList(1, 6, null), Arrays.asList(3, 6, null)), with(more, "operation", operation));
            assertThat(done.isDone()).as("whether the late attempt has ended").isFalse();
            proxy.resume();
            done.get(30, TimeUnit.SECONDS);
            await().atMost(Duration.ofSeconds(10)).until(() -> proxy.bytes(Direction.TO_SERVER) > before);
        } finally {
            late.shutdownNow();
        }
    }

    private static String[] with(String[] some, String... more) {
        String[] all = Arrays.copyOf(some, some.length + more.length);
        System.arraycopy(more, 0, all, some.length, more.length);
        return all;
    }

    private Options options(String uri, String... more) {
        return OUTPUT.options().read(Deployment.options(uri, name, more));
    }

    private void check(String... more) {
        OUTPUT.check(COLUMNS, options(server.uri(), with(more, "createCollection", "true")));
    }

    private void write(long epoch, List<? extends List<? extends @Nullable Object>> rows, String... more)
            throws IOException {
        try (Writer writer = OUTPUT.open(new WriteTask("q", epoch, 0, 0), COLUMNS, options(server.uri(), more), NONE)) {
            for (List<? extends @Nullable Object> row : rows) {
                writer.write(Rows.of(new ArrayList<>(row)));
            }
            writer.complete();
        }
    }

    private Map<Integer, Integer> values() {
        Map<Integer, Integer> values = new HashMap<>();
        collection.find().forEach(one -> values.put(one.getInteger("_id"), one.getInteger("a")));
        return values;
    }
}
