package io.millrace.examples;

import io.millrace.testkit.server.KafkaServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A topic, filled by a plain client: a post is taken when the broker has said so. */
final class KafkaSource implements Source {
    private final String bootstrap;
    private final Producer<String, byte[]> producer;

    private KafkaSource(String bootstrap) {
        this.bootstrap = bootstrap;
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap, "linger.ms", "5", "acks", "all"),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    /** A new topic. */
    static KafkaSource create(KafkaServer kafka, int partitions) {
        kafka.createTopic(Topics.POSTS, partitions);
        return new KafkaSource(kafka.bootstrap());
    }

    @Override
    public String connector() {
        return "kafka";
    }

    @Override
    public Map<String, String> options(int reader) {
        return Map.of("kafka.bootstrap.servers", bootstrap, "subscribe", Topics.POSTS, "startingOffsets", "earliest");
    }

    @Override
    public Delivery delivery() {
        return Delivery.ONCE;
    }

    @Override
    public Optional<String> open() {
        return Optional.empty();
    }

    @Override
    public void send(String author, byte[] line, Consumer<Optional<Exception>> answer) {
        var unused = producer.send(
                new ProducerRecord<>(Topics.POSTS, author, line),
                (place, refusal) -> answer.accept(Optional.ofNullable(refusal)));
    }

    @Override
    public void flush() {
        producer.flush();
    }

    /** None of its own: the broker is the outputs' too. */
    @Override
    public List<Victim> victims() {
        return List.of();
    }

    @Override
    public void close() {
        producer.close(Duration.ofMinutes(1));
    }
}
