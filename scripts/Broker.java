import io.millrace.testkit.server.KafkaServer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** A Kafka broker to try things with, for {@code scripts/broker}: an order a second, until the process is asked to end. */
final class Broker {
    private static final List<String> WHAT = List.of("tea", "milk", "rum", "juice", "water");

    private Broker() {}

    public static void main(String[] args) throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        Thread main = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            end.countDown();
            try {
                main.join(TimeUnit.SECONDS.toMillis(30));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        try (KafkaServer kafka = KafkaServer.start()) {
            kafka.createTopic("orders", 2);
            System.out.println("BROKERS=" + kafka.bootstrap());
            Map<String, Object> settings = Map.of("bootstrap.servers", kafka.bootstrap(), "linger.ms", 0);
            try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
                long number = 0;
                do {
                    String what = WHAT.get((int) (number % WHAT.size()));
                    String json = "{\"id\":" + number + ",\"what\":\"" + what + "\"}";
                    producer.send(new ProducerRecord<>("orders", String.valueOf(number), json));
                    number++;
                } while (!end.await(1, TimeUnit.SECONDS));
            }
        }
    }
}
