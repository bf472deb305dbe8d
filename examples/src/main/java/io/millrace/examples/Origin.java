package io.millrace.examples;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Which write of which query a record comes from, as its headers say. A batch that is run again after a failure writes records of
 * the same origins again.
 */
record Origin(String query, long epoch, int partition, long sequence) {
    static Origin of(ConsumerRecord<?, ?> record) {
        return new Origin(
                header(record, "millrace.query"),
                Long.parseLong(header(record, "millrace.epoch")),
                Integer.parseInt(header(record, "millrace.partition")),
                Long.parseLong(header(record, "millrace.sequence")));
    }

    private static String header(ConsumerRecord<?, ?> record, String name) {
        Header header = record.headers().lastHeader(name);
        if (header == null) {
            throw new IllegalStateException("a record of topic '%s' at offset %d has no header '%s'; it has %s"
                    .formatted(record.topic(), record.offset(), name, record.headers()));
        }
        return new String(header.value(), StandardCharsets.UTF_8);
    }
}
