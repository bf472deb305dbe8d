package io.millrace.examples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/** The real world: whatever X sends, as a plain client finds it in the first topic. What X did not send, nobody can know. */
final class LiveFeed implements Feed {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String bootstrap;
    private final String topic;
    private final HandedOver handedOver;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread thread = new Thread(this::follow, "live-feed");
    private volatile @Nullable Exception failure;

    LiveFeed(String bootstrap, String topic, HandedOver handedOver) {
        this.bootstrap = bootstrap;
        this.topic = topic;
        this.handedOver = handedOver;
        this.consumer = TopicReader.consumer(bootstrap, List.of(topic));
    }

    @Override
    public void start() {
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void check() {
        Exception found = failure;
        if (found != null) {
            throw new IllegalStateException("A post could not be read: " + found, found);
        }
    }

    /** The pipeline must have been stopped: what it wrote until then counts. */
    @Override
    public void stop() throws InterruptedException {
        consumer.wakeup();
        thread.join();
        check();
        TopicReader.readAll(bootstrap, topic, this::take);
    }

    private void follow() {
        try (consumer) {
            while (true) {
                consumer.poll(Duration.ofMillis(500)).forEach(this::take);
            }
        } catch (WakeupException e) {
            return;
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        try {
            JsonNode data = JSON.readTree(record.value()).path("data");
            handedOver.add(
                    new String(record.key(), StandardCharsets.UTF_8),
                    Instant.parse(data.path("created_at").asText()),
                    data.path("author_id").asText(),
                    Hashtags.of(data.path("text").asText()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
