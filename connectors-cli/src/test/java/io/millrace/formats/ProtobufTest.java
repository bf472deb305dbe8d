package io.millrace.formats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Timestamp;
import io.millrace.api.ConnectorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Messages of Protobuf become columns by a descriptor file. */
@Timeout(120)
class ProtobufTest {
    @TempDir
    static Path folder;

    private static final Map<String, String> OPTIONS = new HashMap<>();

    @BeforeAll
    static void write() throws IOException {
        Path file = Files.write(folder.resolve("shop.desc"), Protos.descriptors());
        OPTIONS.putAll(Map.of("descriptorFile", file.toString(), "messageName", "shop.Order"));
    }

    @AfterAll
    static void stop() {
        Values.spark().stop();
    }

    @Test
    void everyKindOfFieldHasItsColumn() {
        Descriptor order = Protos.message("Order");
        Descriptor note = Protos.message("Note");
        DynamicMessage.Builder full = DynamicMessage.newBuilder(order)
                .setField(order.findFieldByName("id"), 7L)
                .setField(order.findFieldByName("what"), "milk")
                .setField(order.findFieldByName("paid"), true)
                .setField(order.findFieldByName("price"), 1.5)
                .setField(order.findFieldByName("raw"), ByteString.copyFrom(new byte[] {1, 2}))
                .setField(
                        order.findFieldByName("kind"),
                        order.findEnumTypeByName("Kind").findValueByName("BIG"))
                .setField(order.findFieldByName("tags"), List.of("a", "b"))
                .setField(
                        order.findFieldByName("note"),
                        DynamicMessage.newBuilder(note)
                                .setField(note.findFieldByName("text"), "now")
                                .build())
                .setField(
                        order.findFieldByName("at"),
                        Timestamp.newBuilder().setSeconds(1).setNanos(2_000).build())
                .setField(
                        order.findFieldByName("took"),
                        com.google.protobuf.Duration.newBuilder().setSeconds(90).build());
        Descriptor entry = order.findFieldByName("counts").getMessageType();
        full.addRepeatedField(
                order.findFieldByName("counts"),
                DynamicMessage.newBuilder(entry)
                        .setField(entry.findFieldByName("key"), "k")
                        .setField(entry.findFieldByName("value"), 3)
                        .build());
        byte[] broken = {(byte) 0x0a, 5, 1};
        Map<String, String> options = new HashMap<>(OPTIONS);
        List<Row> rows =
                Values.rescued("protobuf", options, full.build().toByteArray(), new byte[0], broken, Values.NULL);
        Row row = rows.get(0);
        assertThat(row.schema().toDDL())
                .isEqualTo("position INT,id BIGINT,what STRING,paid BOOLEAN,price DOUBLE,raw BINARY,kind STRING,"
                        + "tags ARRAY<STRING>,note STRUCT<text: STRING>,counts MAP<STRING, INT>,at TIMESTAMP,"
                        + "took INTERVAL DAY TO SECOND,_rescued BINARY");
        assertThat(row.<Long>getAs("id")).isEqualTo(7L);
        assertThat(row.<String>getAs("what")).isEqualTo("milk");
        assertThat(row.<Boolean>getAs("paid")).isTrue();
        assertThat(row.<Double>getAs("price")).isEqualTo(1.5);
        assertThat(row.<byte[]>getAs("raw")).containsExactly(1, 2);
        assertThat(row.<String>getAs("kind")).isEqualTo("BIG");
        assertThat(row.getList(row.fieldIndex("tags"))).isEqualTo(List.of("a", "b"));
        assertThat(row.getStruct(row.fieldIndex("note")).getString(0)).isEqualTo("now");
        assertThat(row.getJavaMap(row.fieldIndex("counts"))).isEqualTo(Map.of("k", 3));
        assertThat(row.getTimestamp(row.fieldIndex("at")).toInstant()).isEqualTo(Instant.ofEpochSecond(1, 2_000));
        assertThat(row.<Duration>getAs("took")).isEqualTo(Duration.ofSeconds(90));
        assertThat(row.<byte[]>getAs("_rescued")).isNull();
        Row empty = rows.get(1);
        assertThat(empty.<Long>getAs("id")).as("a zero that was not sent").isNull();
        assertThat(empty.<byte[]>getAs("_rescued")).isNull();
        assertThat(rows.get(2).<byte[]>getAs("_rescued")).isEqualTo(broken);
        assertThat(rows.get(3).<byte[]>getAs("_rescued")).isNull();
        options.put("format.emit.default.values", "true");
        Row zeros = Values.rescued("protobuf", options, new byte[0]).get(0);
        assertThat(zeros.<Long>getAs("id")).isZero();
        assertThat(zeros.<String>getAs("kind")).isEqualTo("NONE");
        assertThat(zeros.<Row>getAs("note")).isNull();
    }

    @Test
    void whatTheUserGetsWrongIsRefused() throws IOException {
        assertRefused(Map.of("messageName", "shop.Ordr"), "did you mean 'shop.Order'");
        assertRefused(Map.of("descriptorFile", folder.resolve("none").toString()), "cannot be read");
        Path text = Files.write(folder.resolve("text"), "syntax".getBytes(UTF_8));
        assertRefused(Map.of("descriptorFile", text.toString()), "protoc writes one");
        assertRefused(Map.of("schema", "id INT"), "no meaning for protobuf");
        assertRefused(Map.of("format.recursive.fields.max.depth", "2"), "emit.default.values");
        assertThatThrownBy(() -> Values.parsed("json", Map.of("schema", "id INT", "messageName", "x")))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("for protobuf alone");
        assertThatThrownBy(() -> Values.parsed("protobuf", Map.of("messageName", "shop.Order")))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("'descriptorFile' is missing");
    }

    private static void assertRefused(Map<String, String> wrong, String words) {
        Map<String, String> options = new HashMap<>(OPTIONS);
        options.putAll(wrong);
        assertThatThrownBy(() -> Values.parsed("protobuf", options))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining(words);
    }
}
