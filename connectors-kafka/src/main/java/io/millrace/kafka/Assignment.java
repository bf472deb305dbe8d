package io.millrace.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.api.ConnectorException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;

/**
 * Partitions that a user named one by one: {@code {"orders":[0,1]}} or {@code orders/0,orders/1}.
 *
 * @param partitions the partitions
 */
record Assignment(SortedSet<TopicPartition> partitions) {
    static final Comparator<TopicPartition> ORDER =
            Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

    private static final JsonMapper JSON = new JsonMapper();
    private static final String EXPECTED = "expected partitions such as {\"orders\":[0,1]} or orders/0,orders/1";

    Assignment {
        partitions = Collections.unmodifiableSortedSet(new TreeSet<>(partitions));
    }

    /** Reads what the user wrote; throws {@link IllegalArgumentException} with a message that says what was expected. */
    static Assignment parse(String text) {
        SortedSet<TopicPartition> partitions = new TreeSet<>(ORDER);
        if (text.strip().startsWith("{")) {
            readJson(text, partitions);
        } else {
            readList(text, partitions);
        }
        if (partitions.isEmpty()) {
            throw new IllegalArgumentException(EXPECTED);
        }
        return new Assignment(partitions);
    }

    private static void readList(String text, SortedSet<TopicPartition> partitions) {
        try {
            Arrays.stream(text.split(",", -1))
                    .map(String::strip)
                    .filter(id -> !id.isEmpty())
                    .forEach(id -> partitions.add(Partitions.of(id)));
        } catch (ConnectorException e) {
            throw new IllegalArgumentException(EXPECTED, e);
        }
    }

    private static void readJson(String text, SortedSet<TopicPartition> partitions) {
        try {
            JSON.readTree(text).properties().forEach(topic -> {
                for (JsonNode number : topic.getValue()) {
                    if (!number.isInt() || number.intValue() < 0) {
                        throw new IllegalArgumentException(EXPECTED);
                    }
                    partitions.add(new TopicPartition(topic.getKey(), number.intValue()));
                }
            });
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(EXPECTED, e);
        }
    }
}
