package io.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.ConnectorException;
import io.millrace.api.Offsets;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The text of offsets in a checkpoint, held by golden files: what was written once must be read for ever. */
class SavedOffsetsTest {
    private static final Offsets ORDERS = new Offsets(
            new TreeMap<>(Map.of("orders/10", "7", "orders/2", "1042", "clicks/shardId-000000000001", "4959033827149")),
            new TreeMap<>(Map.of("orders", "mM7fQ2aTRl2\"ü")));

    @Test
    void theFormatIsThatOfTheGoldenFile() throws IOException {
        assertThat(SavedOffsets.write("kafka", ORDERS)).isEqualTo(golden("offsets-v1.json"));
    }

    @Test
    void theGoldenFilesAreRead() throws IOException {
        assertThat(SavedOffsets.read("kafka", golden("offsets-v1.json"))).isEqualTo(ORDERS);
        assertThat(SavedOffsets.read("kafka", golden("offsets-v1-plain.json")))
                .isEqualTo(Offsets.of(Map.of("orders/0", "1042")));
    }

    @Test
    void equalOffsetsPrintAlike() {
        Offsets other = new Offsets(new TreeMap<>(Map.copyOf(ORDERS.positions())), ORDERS.identities());
        assertThat(SavedOffsets.write("kafka", other)).isEqualTo(SavedOffsets.write("kafka", ORDERS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"orders\":{\"0\":23}}", "17", "{\"version\":\"1\",\"connector\":\"kafka\"}"})
    void whatMillraceDidNotWriteIsRefused(String foreign) {
        assertThatThrownBy(() -> SavedOffsets.read("kafka", foreign))
                .isInstanceOfSatisfying(
                        ConnectorException.class, e -> assertThat(e.kind()).isEqualTo(ConnectorException.Kind.SETTINGS))
                .hasMessageContaining("did not write")
                .hasMessageContaining("new checkpointLocation")
                .hasMessageContaining("startingOffsets=checkpoint:");
    }

    @Test
    void aNewerVersionIsRefused() {
        assertThatThrownBy(() -> SavedOffsets.read("kafka", "{\"version\":2,\"connector\":\"kafka\",\"positions\":{}}"))
                .hasMessageContaining("newer version of Millrace");
    }

    @Test
    void anotherConnectorsOffsetsAreRefused() throws IOException {
        String text = golden("offsets-v1.json");
        assertThatThrownBy(() -> SavedOffsets.read("kinesis", text))
                .hasMessageContaining("belongs to connector 'kafka'")
                .hasMessageContaining("'kinesis'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"version\":1,\"conn",
                "",
                "{\"version\":1,\"connector\":\"kafka\"}",
                "{\"version\":1,\"connector\":\"kafka\",\"positions\":{\"orders/0\":12}}",
                "{\"version\":1,\"connector\":\"kafka\",\"positions\":{\"orders/0\":\"12\"},\"identities\":[]}"
            })
    void damagedTextIsRefused(String damaged) {
        assertThatThrownBy(() -> SavedOffsets.read("kafka", damaged))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("checkpoint");
    }

    private static String golden(String name) throws IOException {
        try (InputStream in = SavedOffsetsTest.class.getResourceAsStream(name)) {
            assertThat(in).as(name).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }
}
