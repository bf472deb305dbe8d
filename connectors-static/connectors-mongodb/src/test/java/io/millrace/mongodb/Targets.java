package io.millrace.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.IndexOptions;
import io.millrace.api.Columns;
import io.millrace.api.Options;
import io.millrace.api.OutputConnector;
import io.millrace.testkit.OutputUnderTest;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** What the suites of outputs ask, answered by collections. */
interface Targets extends OutputUnderTest {
    Columns COLUMNS = new Columns("_id BIGINT, flag BOOLEAN, small INT, share DOUBLE, price DECIMAL(10,2), "
            + "name STRING, bytes BINARY, day DATE, at TIMESTAMP, tags ARRAY<STRING>, place STRUCT<x: INT, y: DOUBLE>, "
            + "counts MAP<STRING, BIGINT>");

    /** The options beside those of the target. */
    String[] more();

    @Override
    default OutputConnector connector() {
        return new MongoOutput();
    }

    @Override
    default Map<String, String> create() {
        MongoCollection<Document> collection = Deployment.create();
        collection.createIndex(new Document("small", 1), new IndexOptions().unique(true));
        return Deployment.options(collection, more());
    }

    @Override
    default Columns columns() {
        return COLUMNS;
    }

    @Override
    default List<@Nullable Object> row(int number) {
        return List.of(
                (long) number,
                number % 2 == 0,
                (long) -number,
                number / 4.0,
                BigDecimal.valueOf(number, 2),
                "näme " + number,
                ByteBuffer.wrap(new byte[] {(byte) number, -1, 0}),
                LocalDate.ofEpochDay(number),
                Instant.ofEpochSecond(number, 123_000_000),
                List.of("a" + number, "b"),
                List.of((long) number, 0.5),
                Map.of("one", 1L, "number", (long) number));
    }

    @Override
    default List<@Nullable Object> rowOfNulls(int number) {
        List<@Nullable Object> row = new ArrayList<>(
                Collections.nCopies(columns().list().size(), null));
        row.set(0, (long) number);
        row.set(2, (long) -number);
        return row;
    }

    @Override
    default List<List<@Nullable Object>> visible(Options target) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        Deployment.database()
                .getCollection(target.value(ConnectionOptions.COLLECTION))
                .find()
                .forEach(document -> rows.add(Docs.values(document, columns())));
        return rows;
    }

    @Override
    default Columns withUnknownColumn() {
        throw io.millrace.testkit.Cannot.show("a document takes every field");
    }

    @Override
    default Map.Entry<String, Columns> withoutColumn() {
        return Map.entry("_id", new Columns(COLUMNS.ddl().replaceFirst("_id BIGINT, ", "")));
    }

    @Override
    default Map.Entry<String, Columns> withWrongType() {
        return Map.entry("counts", new Columns(COLUMNS.ddl().replace("MAP<STRING, BIGINT>", "MAP<INT, BIGINT>")));
    }

    @Override
    default Map.Entry<String, Map<String, String>> missing() {
        return Map.entry("nowhere", Deployment.options(Deployment.uri(), "nowhere", more()));
    }

    /** A document of another identity has its value of a unique field. */
    @Override
    default List<@Nullable Object> refusedRow(Options target) {
        List<@Nullable Object> row = new ArrayList<>(row(0));
        row.set(0, 77L);
        return row;
    }
}
