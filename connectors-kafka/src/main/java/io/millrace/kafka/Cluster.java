package io.millrace.kafka;

import io.millrace.api.ConnectorException;
import io.millrace.api.Options;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * What the driver asks of a Kafka cluster. One admin client, no consumer; every question is answered or fails within the
 * client's own time-out. Safe for many threads.
 */
final class Cluster implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private static final int COMMIT_MILLIS = 10_000;

    private final Admin admin;
    private final Options options;

    private Cluster(Admin admin, Options options) {
        this.admin = admin;
        this.options = options;
    }

    static Cluster of(Options options) {
        try {
            return new Cluster(Admin.create(Clients.admin(options)), options);
        } catch (KafkaException e) {
            throw KafkaFailures.unmade("an admin client", e, options);
        }
    }

    /** The names of all topics that are not Kafka's own. */
    Set<String> topicNames() throws IOException {
        return answer(
                admin.listTopics(new ListTopicsOptions().listInternal(false)).names(), "list its topics");
    }

    /** The topics of the given names that exist. */
    Map<String, TopicDescription> describe(Collection<String> topics) throws IOException {
        Map<String, TopicDescription> found = new TreeMap<>();
        if (topics.isEmpty()) {
            return found;
        }
        for (Map.Entry<String, KafkaFuture<TopicDescription>> topic :
                admin.describeTopics(topics).topicNameValues().entrySet()) {
            try {
                found.put(topic.getKey(), await(topic.getValue()));
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw KafkaFailures.of(e, "describe topic '" + topic.getKey() + "'", options);
                }
            }
        }
        return found;
    }

    /** As {@link #describe}, but asks for a while: a new topic takes a moment to be known everywhere. */
    Map<String, TopicDescription> describePatiently(Collection<String> topics) throws IOException {
        long start = System.nanoTime();
        Map<String, TopicDescription> found = describe(topics);
        while (found.size() < topics.size() && System.nanoTime() - start < PATIENCE.toNanos()) {
            pause();
            found = describe(topics);
        }
        return found;
    }

    /** The offset that each partition answers to its question; -1 for a timestamp later than every record. */
    Map<TopicPartition, Long> offsets(Map<TopicPartition, OffsetSpec> questions, IsolationLevel isolation)
            throws IOException {
        Map<TopicPartition, Long> offsets = new TreeMap<>(Assignment.ORDER);
        if (questions.isEmpty()) {
            return offsets;
        }
        answer(
                        admin.listOffsets(questions, new ListOffsetsOptions(isolation))
                                .all(),
                        "tell the offsets of " + names(questions.keySet()))
                .forEach((partition, info) -> offsets.put(partition, info.offset()));
        return offsets;
    }

    /**
     * Checks that the cluster answers and has a topic, and returns when all partitions of the topic answer too: an idempotent
     * producer that writes to a partition that is being made may hang until its delivery time-out.
     *
     * @throws ConnectorException with kind {@code SETTINGS} if there is no such topic
     */
    void demand(Optional<String> topic) throws IOException {
        answer(admin.describeCluster().clusterId(), "tell its id");
        if (topic.isEmpty()) {
            return;
        }
        TopicDescription found = describePatiently(List.of(topic.get())).get(topic.get());
        if (found == null) {
            throw missing(List.of(topic.get()));
        }
        Map<TopicPartition, OffsetSpec> ends = new TreeMap<>(Assignment.ORDER);
        found.partitions()
                .forEach(one -> ends.put(new TopicPartition(topic.get(), one.partition()), OffsetSpec.latest()));
        offsets(ends, IsolationLevel.READ_UNCOMMITTED);
    }

    /** Writes offsets to a consumer group that has no members. */
    void commit(String group, Map<TopicPartition, OffsetAndMetadata> offsets) throws IOException {
        AlterConsumerGroupOffsetsOptions soon = new AlterConsumerGroupOffsetsOptions().timeoutMs(COMMIT_MILLIS);
        answer(
                admin.alterConsumerGroupOffsets(group, offsets, soon).all(),
                "take the offsets of group '" + group + "'");
    }

    /** The bytes that each partition takes on the disk of its leader, as far as this user may know them. */
    Map<TopicPartition, Long> sizes(Collection<TopicPartition> partitions) throws IOException {
        Map<TopicPartition, Long> sizes = new TreeMap<>(Assignment.ORDER);
        Set<Integer> brokers = answer(admin.describeCluster().nodes(), "name its brokers").stream()
                .map(node -> node.id())
                .collect(Collectors.toSet());
        answer(admin.describeLogDirs(brokers).allDescriptions(), "tell the sizes of its partitions")
                .values()
                .forEach(directories -> directories
                        .values()
                        .forEach(directory -> directory.replicaInfos().forEach((partition, replica) -> {
                            if (partitions.contains(partition)) {
                                sizes.merge(partition, replica.size(), Math::max);
                            }
                        })));
        return sizes;
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }

    private <T> T answer(KafkaFuture<T> future, String asked) throws IOException {
        try {
            return await(future);
        } catch (ExecutionException e) {
            throw KafkaFailures.of(e, asked, options);
        }
    }

    private static <T> T await(KafkaFuture<T> future) throws IOException, ExecutionException {
        try {
            return future.get();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static InterruptedIOException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        InterruptedIOException interrupted = new InterruptedIOException("Interrupted while waiting for Kafka");
        interrupted.initCause(e);
        return interrupted;
    }

    private static String names(Set<TopicPartition> partitions) {
        int shown = 10;
        String names = String.join(
                ", ",
                partitions.stream()
                        .sorted(Assignment.ORDER)
                        .limit(shown)
                        .map(Partitions::id)
                        .toList());
        return partitions.size() > shown ? names + " and " + (partitions.size() - shown) + " more" : names;
    }

    /** A failure of the settings that names what is missing. */
    ConnectorException missing(Collection<String> topics) {
        return ConnectorException.settings("Kafka at " + options.value(Clients.BROKERS) + " has no topic '"
                + String.join("', '", topics) + "'; create it or correct the name");
    }
}
