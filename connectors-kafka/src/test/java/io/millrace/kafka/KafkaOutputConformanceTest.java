package io.millrace.kafka;

import io.millrace.api.Columns;
import io.millrace.api.Options;
import io.millrace.api.OutputConnector;
import io.millrace.testkit.OutputConformance;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Kafka keeps every rule of an output that a topic can show. */
class KafkaOutputConformanceTest extends OutputConformance {
    @Override
    public OutputConnector connector() {
        return new KafkaOutput();
    }

    @Override
    public Map<String, String> create() {
        return Broker.given("topic", Broker.topic(2));
    }

    @Override
    public Columns columns() {
        return new Columns("key BINARY, value STRING, headers ARRAY<STRUCT<name: STRING, value: BINARY>>");
    }

    @Override
    public List<@Nullable Object> row(int number) {
        return List.of(
                buffer("k" + number),
                "value " + number + " ünïcode",
                List.of(List.of("h", buffer("1")), List.of("h", buffer("n" + number))));
    }

    @Override
    public List<@Nullable Object> rowOfNulls(int number) {
        return Arrays.asList(buffer("k" + number), null, List.of());
    }

    @Override
    public Map.Entry<String, Columns> withoutColumn() {
        return Map.entry("value", new Columns("key BINARY"));
    }

    @Override
    public Map.Entry<String, Columns> withWrongType() {
        return Map.entry("value", new Columns("key BINARY, value DOUBLE"));
    }

    @Override
    public Map.Entry<String, Map<String, String>> missing() {
        return Map.entry("nowhere", Broker.given("topic", "nowhere"));
    }

    @Override
    public List<List<@Nullable Object>> visible(Options target) {
        String topic = target.find(OutputOptions.TOPIC).orElseThrow();
        List<List<@Nullable Object>> rows = new ArrayList<>();
        Map<String, Object> settings =
                Map.of("bootstrap.servers", Broker.server().bootstrap(), "isolation.level", "read_committed");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> all = List.of(new TopicPartition(topic, 0), new TopicPartition(topic, 1));
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            while (all.stream().anyMatch(one -> consumer.position(one) < ends.getOrDefault(one, 0L))) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> rows.add(row(record)));
            }
        }
        return rows;
    }

    private static List<@Nullable Object> row(ConsumerRecord<byte[], byte[]> record) {
        List<Object> headers = new ArrayList<>();
        record.headers().forEach(header -> headers.add(List.of(header.key(), ByteBuffer.wrap(header.value()))));
        byte[] value = record.value();
        return Arrays.asList(
                ByteBuffer.wrap(record.key()),
                value == null ? null : new String(value, StandardCharsets.UTF_8),
                headers);
    }

    private static ByteBuffer buffer(String text) {
        return ByteBuffer.wrap(Broker.bytes(text));
    }
}
