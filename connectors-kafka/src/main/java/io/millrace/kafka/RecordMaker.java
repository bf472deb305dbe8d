package io.millrace.kafka;

import io.millrace.api.ConnectorException;
import io.millrace.api.Options;
import io.millrace.api.Row;
import io.millrace.api.WriteTask;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/** Makes Kafka's records of the rows of one task. Used by one thread. */
final class RecordMaker {
    private final OutputColumns columns;
    private final @Nullable String topic;
    private final List<Header> taskHeaders;
    private final ToIntFunction<String> partitions;
    private final Map<String, Integer> partitionsByTopic = new HashMap<>();
    private long sequence;

    /**
     * A maker.
     *
     * @param partitions tells how many partitions a topic has now
     */
    RecordMaker(OutputColumns columns, WriteTask task, Options options, ToIntFunction<String> partitions) {
        this.columns = columns;
        this.topic = options.find(OutputOptions.TOPIC).orElse(null);
        this.taskHeaders = options.value(OutputOptions.EPOCH_HEADERS)
                ? List.of(
                        header("millrace.query", task.query()),
                        header("millrace.epoch", Long.toString(task.epoch())),
                        header("millrace.partition", Integer.toString(task.partition())))
                : List.of();
        this.partitions = partitions;
    }

    /**
     * The record of a row.
     *
     * @throws ConnectorException with kind {@code MALFORMED} if no record can be made of it
     */
    ProducerRecord<byte[], byte[]> record(Row row) {
        String target = topic(row);
        return new ProducerRecord<>(
                target,
                partition(row, target),
                null,
                bytes(row, columns.key()),
                bytes(row, columns.value()),
                headers(row));
    }

    private String topic(Row row) {
        if (topic != null) {
            return topic;
        }
        if (row.isNull(columns.topic())) {
            throw ConnectorException.malformed(
                    "The row with key " + Shown.key(bytes(row, columns.key()))
                            + " has null in its column 'topic'; fill it, or set the option 'topic'",
                    null);
        }
        return row.stringAt(columns.topic());
    }

    private @Nullable Integer partition(Row row, String target) {
        if (columns.partition() < 0 || row.isNull(columns.partition())) {
            return null;
        }
        long wanted = row.longAt(columns.partition());
        if (wanted < 0 || wanted >= partitionsByTopic.computeIfAbsent(target, partitions::applyAsInt)) {
            int now = partitions.applyAsInt(target);
            partitionsByTopic.put(target, now);
            if (wanted < 0 || wanted >= now) {
                throw ConnectorException.malformed(
                        "The row with key " + Shown.key(bytes(row, columns.key())) + " asks for partition " + wanted
                                + " of topic '" + target + "', which has " + now
                                + " partitions, counted from 0; correct the column 'partition' or leave it null",
                        null);
            }
        }
        return (int) wanted;
    }

    private List<Header> headers(Row row) {
        boolean given = columns.headers() >= 0 && !row.isNull(columns.headers());
        if (!given && taskHeaders.isEmpty()) {
            return List.of();
        }
        List<Header> headers = new ArrayList<>();
        if (given) {
            addTo(headers, row);
        }
        if (!taskHeaders.isEmpty()) {
            headers.addAll(taskHeaders);
            headers.add(header("millrace.sequence", Long.toString(sequence++)));
        }
        return headers;
    }

    private void addTo(List<Header> headers, Row row) {
        Row list = row.listAt(columns.headers());
        for (int i = 0; i < list.size(); i++) {
            if (list.isNull(i) || list.rowAt(i).isNull(0)) {
                throw ConnectorException.malformed(
                        "The row with key " + Shown.key(bytes(row, columns.key()))
                                + " has a header without a name; leave such headers out",
                        null);
            }
            Row header = list.rowAt(i);
            headers.add(new RecordHeader(header.stringAt(0), bytes(header, 1)));
        }
    }

    @SuppressWarnings("NullAway") // Kafka takes null for "no key", "no value" and "no header value"
    private static byte[] bytes(Row row, int place) {
        return place < 0 || row.isNull(place) ? null : row.bytesAt(place);
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
