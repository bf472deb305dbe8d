package io.millrace.kafka;

import io.millrace.api.Event;
import io.millrace.api.LogConnector;
import io.millrace.api.Options;
import io.millrace.testkit.LogUnderTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeader;

/** What the suites of logs ask, answered by topics. */
interface LogsInKafka extends LogUnderTest {
    @Override
    default LogConnector connector() {
        return new KafkaInput();
    }

    @Override
    default Map<String, String> create(int partitions) {
        return Broker.given("subscribe", Broker.topic(partitions, Map.of("max.message.bytes", "3000000")));
    }

    @Override
    default void append(Options log, int partition, List<String> values) throws Exception {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        values.forEach(value -> records.add(new ProducerRecord<>(topic(log), partition, null, Broker.bytes(value))));
        Broker.send(records);
    }

    @Override
    default void appendExactly(Options log, int partition, List<Event> events) throws Exception {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (Event event : events) {
            ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                    topic(log), partition, event.timestampMicros() / 1000, event.key(), event.value());
            event.headers().forEach(header -> record.headers().add(new RecordHeader(header.name(), header.value())));
            records.add(record);
        }
        Broker.send(records);
    }

    @Override
    default void addPartition(Options log) throws Exception {
        int now = Broker.partitions(topic(log));
        Broker.admin()
                .createPartitions(Map.of(topic(log), NewPartitions.increaseTo(now + 1)))
                .all()
                .get();
        Broker.awaitPartitions(topic(log), now + 1);
    }

    @Override
    default void dropOldest(Options log, int partition, int events) throws Exception {
        TopicPartition place = new TopicPartition(topic(log), partition);
        Broker.admin()
                .deleteRecords(Map.of(place, RecordsToDelete.beforeOffset(events)))
                .all()
                .get();
    }

    @Override
    default void delete(Options log) throws Exception {
        Broker.server().deleteTopic(topic(log));
    }

    @Override
    default void recreate(Options log) throws Exception {
        int partitions = Broker.partitions(topic(log));
        Broker.server().deleteTopic(topic(log));
        Broker.recreated(topic(log), partitions);
    }

    @Override
    default Map.Entry<String, Map<String, String>> missing() {
        return Map.entry("nowhere", Broker.given("subscribe", "nowhere"));
    }

    static String topic(Options log) {
        return log.value(InputOptions.SUBSCRIBE).get(0);
    }
}
