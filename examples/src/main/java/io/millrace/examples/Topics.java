package io.millrace.examples;

import java.util.Map;

/** The topics of the demo. */
final class Topics {
    /** In, if posts come by Kafka: posts, by author. */
    static final String POSTS = "posts";

    /** Out: each post with its mood, by its id. */
    static final String SCORED = "scored";

    /** Out: how often a hashtag was used in a window, again whenever the number has grown. */
    static final String HASHTAGS = "hashtags";

    /** The connector that writes them. */
    static final String CONNECTOR = "kafka";

    private Topics() {}

    /** The connector's options for writing results to a topic, each with the headers of its {@link Origin}. */
    static Map<String, String> writing(String bootstrap, String topic) {
        return Map.of("kafka.bootstrap.servers", bootstrap, "topic", topic, "epochHeaders", "true");
    }
}
