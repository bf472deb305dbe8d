package io.millrace.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoCollection;
import io.millrace.api.ConnectorException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.bson.BsonRegularExpression;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.Code;
import org.bson.types.Decimal128;
import org.bson.types.MaxKey;
import org.bson.types.MinKey;
import org.bson.types.ObjectId;
import org.bson.types.Symbol;
import org.junit.jupiter.api.Test;

/** How values of every type are shown, and what happens to those that a column cannot show. */
class TypesTest {
    private static final ObjectId ID = new ObjectId("0123456789abcdef01234567");
    private static final UUID UUID_ONE = new UUID(0x0123456789abcdefL, 0x8edcba9876543210L);

    @Test
    void aSampleShowsTheTypeOfEachField() throws Exception {
        MongoCollection<Document> collection = Deployment.create();
        collection.insertOne(everything());
        assertThat(Reading.columns(Deployment.options(collection)).ddl())
                .isEqualTo("`_id` STRING, `flag` BOOLEAN, `int` INT, `long` BIGINT, `double` DOUBLE, `decimal`"
                        + " DECIMAL(38,18), `text` STRING, `bytes` BINARY, `uuid` STRING, `date` TIMESTAMP, `struct`"
                        + " STRUCT<`a` INT, `b` STRUCT<`c` STRING>>, `list` ARRAY<INT>, `structs` ARRAY<STRUCT<`x` INT,"
                        + " `y` STRING>>, `none` STRING, `empty` STRING, `regex` STRING, `stamp` STRING, `min` STRING, `max` STRING");
    }

    @Test
    void valuesOfEveryTypeAreShown() throws Exception {
        MongoCollection<Document> collection = Deployment.create();
        collection.insertOne(everything());
        List<Object> row = Reading.all(Deployment.options(collection)).get(0);
        assertThat(row.subList(0, 15))
                .isEqualTo(Arrays.asList(
                        ID.toHexString(),
                        true,
                        -7L,
                        1L << 60,
                        Double.NEGATIVE_INFINITY,
                        new BigDecimal("-12.340000000000000000"),
                        "näme \uD83D\uDE00",
                        ByteBuffer.wrap(new byte[] {0, -1}),
                        UUID_ONE.toString(),
                        Instant.parse("1903-05-06T07:08:09.123Z"),
                        List.of(1L, List.of("deep")),
                        List.of(1L, 2L),
                        Arrays.asList(Arrays.asList(1L, null), Arrays.asList(null, "y")),
                        null,
                        "{}"));
        assertThat(row.subList(15, 19))
                .isEqualTo(List.of(
                        "{\"$regularExpression\": {\"pattern\": \"a.*\", \"options\": \"i\"}}",
                        "{\"$timestamp\": {\"t\": 5, \"i\": 6}}",
                        "{\"$minKey\": 1}",
                        "{\"$maxKey\": 1}"));
    }

    @Test
    void aValueOfAnotherTypeIsShownWhereNothingOfItIsLost() throws Exception {
        MongoCollection<Document> collection = Deployment.create();
        collection.insertOne(new Document("_id", 1)
                .append("a", 5.0)
                .append("b", 7)
                .append("c", new Decimal128(new BigDecimal("1.50")))
                .append("d", new Date(-1))
                .append("e", new Document("x", 1))
                .append("f", ID));
        assertThat(Reading.all(Deployment.options(
                        collection,
                        "schema",
                        "_id DECIMAL(3,1), a TINYINT, b DOUBLE, c FLOAT, d DATE, e STRING, f BINARY")))
                .containsExactly(List.of(
                        new BigDecimal("1.0"),
                        5L,
                        7.0,
                        1.5,
                        LocalDate.of(1969, 12, 31),
                        "{\"x\": 1}",
                        ByteBuffer.wrap(ID.toByteArray())));
    }

    @Test
    void aValueThatDoesNotFitEndsTheQueryAndIsNamed() throws Exception {
        Map<String, String> given = misfits();
        assertThatThrownBy(() -> Reading.all(given))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("'n' the value 5.5")
                .hasMessageContaining("_id 2")
                .hasMessageContaining("onUnexpected");
    }

    @Test
    void aValueThatDoesNotFitIsNull() throws Exception {
        Map<String, String> given = misfits();
        given.put("onUnexpected", "null");
        assertThat(Reading.all(given))
                .containsExactly(
                        Arrays.asList(1L, 1L, List.of("a")), Arrays.asList(2L, null, null), Arrays.asList(3L, 3L, null));
    }

    @Test
    void aValueThatDoesNotFitIsRescued() throws Exception {
        Map<String, String> given = misfits();
        given.put("onUnexpected", "rescue");
        assertThat(Reading.all(given))
                .containsExactly(
                        Arrays.asList(1L, 1L, List.of("a"), null),
                        Arrays.asList(2L, null, null, "{\"n\": 5.5, \"s\": {\"x\": 1}}"),
                        Arrays.asList(3L, 3L, null, null));
    }

    @Test
    void theMostFrequentTypeWinsAndNumbersWiden() throws Exception {
        MongoCollection<Document> collection = Deployment.create();
        collection.insertMany(List.of(
                new Document("_id", 1).append("a", 1).append("b", "x").append("c", 1),
                new Document("_id", 2).append("a", 2L).append("b", "y").append("c", 1.5),
                new Document("_id", 3).append("a", 3).append("b", 3).append("c", new Decimal128(7))));
        assertThat(Reading.columns(Deployment.options(collection)).ddl())
                .isEqualTo("`_id` INT, `a` BIGINT, `b` STRING, `c` DECIMAL(38,18)");
    }

    private static Map<String, String> misfits() {
        MongoCollection<Document> collection = Deployment.create();
        collection.insertMany(List.of(
                new Document("_id", 1).append("n", 1).append("s", List.of("a")),
                new Document("_id", 2).append("n", 5.5).append("s", new Document("x", 1)),
                new Document("_id", 3).append("n", 3L)));
        return Deployment.options(collection, "schema", "_id INT, n INT, s ARRAY<STRING>");
    }

    private static Document everything() {
        return new Document("flag", true)
                .append("_id", ID)
                .append("int", -7)
                .append("long", 1L << 60)
                .append("double", Double.NEGATIVE_INFINITY)
                .append("decimal", new Decimal128(new BigDecimal("-12.34")))
                .append("text", "näme \uD83D\uDE00")
                .append("bytes", new Binary(new byte[] {0, -1}))
                .append("uuid", UUID_ONE)
                .append("date", Date.from(Instant.parse("1903-05-06T07:08:09.123Z")))
                .append("struct", new Document("a", 1).append("b", new Document("c", "deep")))
                .append("list", List.of(1, 2))
                .append("structs", List.of(new Document("x", 1), new Document("y", "y")))
                .append("none", null)
                .append("empty", new Document())
                .append("regex", new BsonRegularExpression("a.*", "i"))
                .append("stamp", new BsonTimestamp(5, 6))
                .append("min", new MinKey())
                .append("max", new MaxKey());
    }
}
