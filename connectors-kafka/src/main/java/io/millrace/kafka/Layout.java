package io.millrace.kafka;

import io.millrace.api.Offsets;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;

/**
 * The partitions that a query reads, as they are at one moment.
 *
 * @param partitions the partitions
 * @param identities the id of each topic, by its name
 */
record Layout(SortedSet<TopicPartition> partitions, SortedMap<String, String> identities) {
    Layout {
        partitions = Collections.unmodifiableSortedSet(partitions);
        identities = Collections.unmodifiableSortedMap(identities);
    }

    /** All partitions of some topics. */
    static Layout of(Map<String, TopicDescription> topics) {
        SortedSet<TopicPartition> partitions = new TreeSet<>(Assignment.ORDER);
        SortedMap<String, String> identities = new TreeMap<>();
        topics.forEach((name, topic) -> {
            identities.put(name, topic.topicId().toString());
            topic.partitions().forEach(info -> partitions.add(new TopicPartition(name, info.partition())));
        });
        return new Layout(partitions, identities);
    }

    /** The partitions of this layout that are among the given ones. */
    Layout only(SortedSet<TopicPartition> wanted) {
        SortedSet<TopicPartition> kept = new TreeSet<>(partitions);
        kept.retainAll(wanted);
        return new Layout(kept, identities);
    }

    /** Offsets in these partitions. */
    Offsets at(Map<TopicPartition, Long> offsets) {
        SortedMap<String, String> positions = new TreeMap<>();
        partitions.forEach(partition ->
                positions.put(Partitions.id(partition), Long.toString(offsets.getOrDefault(partition, 0L))));
        return new Offsets(positions, identities);
    }
}
