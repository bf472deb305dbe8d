package io.millrace.kinesis;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.api.Columns;
import io.millrace.api.Options;
import io.millrace.api.OutputConnector;
import io.millrace.testkit.OutputUnderTest;
import io.millrace.testkit.server.KinesisShard;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the suites of outputs ask, answered by streams. */
interface OutputsInKinesis extends OutputUnderTest {
    @Override
    default OutputConnector connector() {
        return new KinesisOutput();
    }

    @Override
    default Map<String, String> create() {
        return Emulator.lite().given(Emulator.lite().stream(2));
    }

    @Override
    default Columns columns() {
        return new Columns("key STRING, value BINARY");
    }

    @Override
    default List<@Nullable Object> row(int number) {
        return List.of("k" + number, ByteBuffer.wrap(Emulator.bytes("value " + number + " ünïcode")));
    }

    @Override
    default Map.Entry<String, Columns> withoutColumn() {
        return Map.entry("value", new Columns("key STRING"));
    }

    @Override
    default Map.Entry<String, Columns> withWrongType() {
        return Map.entry("value", new Columns("key STRING, value DOUBLE"));
    }

    @Override
    default Map.Entry<String, Map<String, String>> missing() {
        return Map.entry("nowhere", Emulator.lite().given("nowhere"));
    }

    @Override
    default List<@Nullable Object> refusedRow(Options target) {
        return List.of("large", ByteBuffer.wrap(new byte[1 << 20]));
    }

    @Override
    default List<List<@Nullable Object>> visible(Options target) {
        String stream = target.value(OutputOptions.STREAM);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (KinesisShard shard : Emulator.lite().server().shards(stream)) {
            for (JsonNode record : Emulator.lite().records(stream, shard.id())) {
                rows.add(Arrays.asList(
                        record.path("PartitionKey").asText(),
                        ByteBuffer.wrap(
                                Base64.getDecoder().decode(record.path("Data").asText()))));
            }
        }
        return rows;
    }
}
