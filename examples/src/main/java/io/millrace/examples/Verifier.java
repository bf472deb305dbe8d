package io.millrace.examples;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Reads the outputs back and holds them against what was handed over. */
final class Verifier {
    /** Names an output of which the verification overlooks the first record, to show that it notices. */
    static final String OVERLOOK = "millrace.demo.overlook";

    private final String bootstrap;
    private final HandedOver handedOver;
    private final Source.Delivery delivery;

    Verifier(String bootstrap, HandedOver handedOver, Source.Delivery delivery) {
        this.bootstrap = bootstrap;
        this.handedOver = handedOver;
        this.delivery = delivery;
    }

    /** What was found, by output. */
    Map<String, Found> verify() {
        ScoredCheck scored = new ScoredCheck(handedOver, delivery);
        read(Topics.SCORED, scored::take);
        HashtagsCheck hashtags = new HashtagsCheck(handedOver);
        read(Topics.HASHTAGS, hashtags::take);
        Map<String, Found> found = new TreeMap<>();
        found.put(Topics.SCORED, scored.found());
        found.put(Topics.HASHTAGS, hashtags.found());
        return found;
    }

    private void read(String topic, Consumer<ConsumerRecord<byte[], byte[]>> check) {
        @Nullable String overlooked = System.getProperty(OVERLOOK);
        AtomicBoolean overlook = new AtomicBoolean(topic.equals(overlooked));
        TopicReader.readAll(bootstrap, topic, record -> {
            if (!overlook.getAndSet(false)) {
                check.accept(record);
            }
        });
    }
}
