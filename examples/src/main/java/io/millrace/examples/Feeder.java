package io.millrace.examples;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * The world outside: hands posts to Kafka at a steady rate, in a thread of its own, by a plain client. Each post has an id that
 * no other has, and counts as handed over when Kafka has said so.
 */
final class Feeder {
    private static final long TICK_MILLIS = 5;

    private final List<Post> posts;
    private final long rate;
    private final HandedOver handedOver;
    private final Producer<String, byte[]> producer;
    private final Thread thread = new Thread(this::feed, "feeder");
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile @Nullable Exception failure;

    Feeder(String bootstrap, List<Post> posts, long rate, HandedOver handedOver) {
        this.posts = posts;
        this.rate = rate;
        this.handedOver = handedOver;
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap, "linger.ms", "5", "acks", "all"),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /** Throws when a post could not be handed over. */
    void check() {
        Exception found = failure;
        if (found != null) {
            throw new IllegalStateException("Kafka did not take a post: " + found, found);
        }
    }

    /** Hands over no more, and comes back when Kafka has answered for every post. */
    void stop() throws InterruptedException {
        stop.countDown();
        thread.join();
        producer.close(Duration.ofMinutes(1));
        check();
    }

    private void feed() {
        long begun = System.nanoTime();
        int number = 0;
        try {
            while (!stop.await(TICK_MILLIS, TimeUnit.MILLISECONDS) && failure == null) {
                long due = (long) ((System.nanoTime() - begun) / 1e9 * rate);
                while (number < due && stop.getCount() > 0) {
                    send(number++);
                }
            }
            producer.flush();
        } catch (InterruptedException | RuntimeException e) {
            failure = e;
        }
    }

    private void send(int number) {
        Post post = posts.get(number % posts.size());
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        byte[] line = post.line(handedOver.id(number), now);
        var unused = producer.send(new ProducerRecord<>(Topics.POSTS, post.author(), line), (place, refused) -> {
            if (refused == null) {
                handedOver.add(number, now, post.hashtags());
            } else {
                failure = refused;
            }
        });
    }
}
