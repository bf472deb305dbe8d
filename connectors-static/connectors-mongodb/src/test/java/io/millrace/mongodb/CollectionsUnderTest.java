package io.millrace.mongodb;

import com.mongodb.client.MongoCollection;
import io.millrace.api.Columns;
import io.millrace.api.StoreConnector;
import io.millrace.testkit.StoreUnderTest;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** What the suites of stores ask, answered by collections whose columns a sample shows. */
interface CollectionsUnderTest extends StoreUnderTest {
    Columns COLUMNS = new Columns("_id BIGINT, flag BOOLEAN, number INT, share DOUBLE, price DECIMAL(38,18), "
            + "name STRING, bytes BINARY, at TIMESTAMP, tags ARRAY<STRING>, "
            + "place STRUCT<x: INT, y: DOUBLE, inner: STRUCT<z: STRING>>");

    @Override
    default StoreConnector connector() {
        return new MongoInput();
    }

    @Override
    default Map<String, String> create(List<List<@Nullable Object>> rows) {
        MongoCollection<Document> collection = Deployment.create();
        List<Document> documents =
                rows.stream().map(row -> Docs.of(columns(), row)).toList();
        if (!documents.isEmpty()) {
            collection.insertMany(documents);
        }
        return Deployment.options(collection);
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
                number * 100_000L,
                number == 3 ? Double.NaN : number / 4.0,
                BigDecimal.valueOf(number - 4, 2).setScale(18),
                number == 2 ? "" : "näme " + number % 5,
                ByteBuffer.wrap(new byte[] {(byte) number, -1, 0}),
                Instant.ofEpochSecond(number - 3, 123_000_000),
                List.of("a" + number, "b"),
                List.of((long) number, 0.5, List.of("z" + number)));
    }

    @Override
    default List<@Nullable Object> rowOfNulls(int number) {
        List<@Nullable Object> row = new ArrayList<>(
                Collections.nCopies(columns().list().size(), null));
        row.set(0, (long) number);
        return row;
    }

    @Override
    default Map.Entry<String, Map<String, String>> missing() {
        return Map.entry("nowhere", Deployment.options(Deployment.uri(), "nowhere"));
    }
}
