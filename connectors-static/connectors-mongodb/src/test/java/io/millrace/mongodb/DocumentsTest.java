package io.millrace.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandSucceededEvent;
import io.millrace.api.ConnectorException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One batch is fetched ahead, and no more. */
class DocumentsTest {
    private static final int BATCH = 10;
    private static final int ALL = 4 * BATCH;

    private final AtomicInteger fetched = new AtomicInteger();
    private final MongoCollection<Document> collection = Deployment.create();
    private MongoClient client;
    private Documents documents;

    @BeforeEach
    void open() {
        collection.insertMany(
                IntStream.range(0, ALL).mapToObj(i -> new Document("_id", i)).toList());
        client = MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(Deployment.uri()))
                .codecRegistry(DocumentCodec.REGISTRY)
                .addCommandListener(new CommandListener() {
                    @Override
                    public void commandSucceeded(CommandSucceededEvent event) {
                        fetched.addAndGet(event.getCommandName().equals("getMore") ? 1 : 0);
                    }
                })
                .build());
        documents = new Documents(
                "Reading",
                client.getDatabase(Deployment.DATABASE)
                        .getCollection(collection.getNamespace().getCollectionName(), BsonBytes.class)
                        .find()
                        .sort(new Document("_id", 1))
                        .batchSize(BATCH)
                        .iterator());
    }

    @AfterEach
    void close() {
        documents.close();
        client.close();
    }

    @Test
    void nothingIsFetchedBeforeTheFirstBatchIsUsedUpAndThenOneBatchAhead() {
        List<Integer> ids = take(BATCH);
        await().during(Duration.ofMillis(100))
                .untilAtomic(fetched, is -> assertThat(is).isZero());
        ids.addAll(take(1));
        await().untilAtomic(fetched, is -> assertThat(is).isEqualTo(2));
        ids.addAll(take(BATCH - 1));
        assertThat(fetched).hasValue(2);
        ids.addAll(take(ALL));
        assertThat(ids).isEqualTo(IntStream.range(0, ALL).boxed().toList());
    }

    @Test
    void whatCannotBeFetchedFailsBehindTheDocumentsBeforeIt() {
        take(BATCH + 1);
        await().untilAtomic(fetched, is -> assertThat(is).isEqualTo(2));
        client.close();
        assertThat(take(2 * BATCH - 1)).hasSize(2 * BATCH - 1);
        assertThatThrownBy(() -> take(1))
                .isInstanceOfSatisfying(
                        ConnectorException.class,
                        e -> assertThat(e.kind()).isEqualTo(ConnectorException.Kind.TRANSIENT))
                .hasMessageStartingWith("Reading");
    }

    private List<Integer> take(int most) {
        return new ArrayList<>(Stream.generate(documents::next)
                .limit(most)
                .takeWhile(document -> document != null)
                .map(document -> Bson.int32(document.bytes(), 9))
                .toList());
    }
}
