package io.millrace.kafka;

import io.millrace.api.ConnectorException;
import io.millrace.api.Options;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;

/** Which topics and partitions a query reads. Used by one thread at a time. */
final class Selection {
    private final Cluster cluster;
    private final Options options;
    /** Topics that were missing when they were last asked for, patiently. */
    private final Set<String> knownMissing = new TreeSet<>();

    Selection(Cluster cluster, Options options) {
        this.cluster = cluster;
        this.options = options;
    }

    /**
     * What there is of it at first.
     *
     * @throws ConnectorException with kind {@code SETTINGS} if a topic or partition that is named does not exist
     */
    Layout first() throws IOException {
        Layout layout = now();
        List<String> missing = named().stream()
                .filter(topic -> !layout.identities().containsKey(topic))
                .toList();
        if (!missing.isEmpty()) {
            throw cluster.missing(missing);
        }
        options.find(InputOptions.ASSIGN).ifPresent(assigned -> {
            SortedSet<TopicPartition> absent = new TreeSet<>(assigned.partitions());
            absent.removeAll(layout.partitions());
            if (!absent.isEmpty()) {
                throw ConnectorException.settings("Option 'assign' names partitions that do not exist: "
                        + String.join(", ", absent.stream().map(Partitions::id).toList())
                        + "; add partitions to the topic or correct the option");
            }
        });
        return layout;
    }

    /** What there is of it now. */
    Layout now() throws IOException {
        if (options.has(InputOptions.ASSIGN)) {
            return Layout.of(described(named()))
                    .only(options.value(InputOptions.ASSIGN).partitions());
        }
        return Layout.of(described(options.has(InputOptions.SUBSCRIBE_PATTERN) ? matching() : named()));
    }

    private Collection<String> named() {
        if (options.has(InputOptions.ASSIGN)) {
            Set<String> topics = new TreeSet<>();
            options.value(InputOptions.ASSIGN).partitions().forEach(partition -> topics.add(partition.topic()));
            return topics;
        }
        return options.has(InputOptions.SUBSCRIBE) ? options.value(InputOptions.SUBSCRIBE) : List.of();
    }

    private Collection<String> matching() throws IOException {
        Pattern pattern = options.value(InputOptions.SUBSCRIBE_PATTERN);
        return cluster.topicNames().stream()
                .filter(topic -> pattern.matcher(topic).matches())
                .toList();
    }

    private Map<String, TopicDescription> described(Collection<String> topics) throws IOException {
        Map<String, TopicDescription> found = cluster.describe(topics);
        Set<String> missing = new TreeSet<>(topics);
        missing.removeAll(found.keySet());
        if (!knownMissing.containsAll(missing)) {
            found.putAll(cluster.describePatiently(missing));
            missing.removeAll(found.keySet());
        }
        knownMissing.clear();
        knownMissing.addAll(missing);
        return found;
    }
}
