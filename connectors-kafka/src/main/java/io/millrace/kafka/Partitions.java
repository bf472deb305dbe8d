package io.millrace.kafka;

import io.millrace.api.ConnectorException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;

/** Partition ids: {@code topic/number}. */
final class Partitions {
    private static final Pattern ID = Pattern.compile("(.+)/(\\d{1,9})");

    private Partitions() {}

    static String id(TopicPartition partition) {
        return partition.topic() + "/" + partition.partition();
    }

    /** The partition of an id that a user may have written. */
    static TopicPartition of(String id) {
        Matcher matcher = ID.matcher(id);
        if (!matcher.matches()) {
            throw ConnectorException.settings(
                    "'" + id + "' names no partition of a Kafka topic; expected topic/number, such as orders/0");
        }
        return new TopicPartition(matcher.group(1), Integer.parseInt(matcher.group(2)));
    }
}
