package io.millrace.examples;

import io.millrace.testkit.server.KafkaServer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** The topics of the demo. */
final class Topics {
    /** In: posts, by author. */
    static final String POSTS = "posts";

    /** Out: each post with its mood, by its id. */
    static final String SCORED = "scored";

    /** Out: how often a hashtag was used in a window, again whenever the number has grown. */
    static final String HASHTAGS = "hashtags";

    private Topics() {}

    /**
     * Makes a topic and returns when its partitions answer, which is a moment later: an idempotent producer that writes before
     * that may hang.
     */
    static void create(KafkaServer kafka, String topic, int partitions) throws InterruptedException {
        kafka.createTopic(topic, partitions);
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            ends.put(new TopicPartition(topic, partition), OffsetSpec.latest());
        }
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
            admin.listOffsets(ends).all().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("topic " + topic + " does not answer", e);
        }
    }
}
