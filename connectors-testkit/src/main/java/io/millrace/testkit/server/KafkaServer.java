package io.millrace.testkit.server;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A real Kafka broker with its own controller, in a process of its own on the loopback interface.
 *
 * <p>It always has a plain listener, {@link #bootstrap()}, by which a test sees the truth; other listeners ask for TLS or
 * a password, or are reached only through a {@link TcpProxy}. Topics are never created by asking for them.
 *
 * <p>Data survives {@link #kill()} and {@link #restart()}, and ports stay the same. One thread at a time.
 */
public final class KafkaServer implements AutoCloseable {
    static final String DIRECT = "PLAINTEXT";
    private static final Duration TOPIC_BOUND = Duration.ofSeconds(20);

    private final ServerProcess process;
    private final Map<String, KafkaListener> listeners;
    private final Optional<TestCertificates> certificates;
    private final Map<String, String> users;
    private final KafkaWire wire;

    KafkaServer(
            ServerProcess process,
            Map<String, KafkaListener> listeners,
            Optional<TestCertificates> certificates,
            Map<String, String> users) {
        this.process = process;
        this.listeners = listeners;
        this.certificates = certificates;
        this.users = users;
        this.wire = new KafkaWire(listener(DIRECT).port());
    }

    /** A broker with one plain listener. */
    public static KafkaServer start() {
        return builder().start();
    }

    /** A broker to be described. */
    public static KafkaServerBuilder builder() {
        return new KafkaServerBuilder();
    }

    /** The address of the plain listener. */
    public String bootstrap() {
        return bootstrap(DIRECT);
    }

    /** The address at which clients reach a listener: that of its proxy, when it has one. */
    public String bootstrap(String listener) {
        return listener(listener).address();
    }

    /**
     * What a client must be told to use a listener: address, protocol, stores and, where a password is asked for, the first
     * user by SCRAM-SHA-512.
     */
    public Map<String, String> client(String listener) {
        KafkaListener door = listener(listener);
        Map<String, String> client = new LinkedHashMap<>();
        client.put("bootstrap.servers", door.address());
        client.put("security.protocol", door.security().protocol());
        if (door.security().encrypts()) {
            TestCertificates made = certificates();
            client.put("ssl.truststore.type", "PKCS12");
            client.put("ssl.truststore.location", made.clientTrust().toString());
            client.put("ssl.truststore.password", made.password());
        }
        if (door.security() == KafkaSecurity.MUTUAL_TLS) {
            TestCertificates made = certificates();
            client.put("ssl.keystore.type", "PKCS12");
            client.put("ssl.keystore.location", made.clientKeys().toString());
            client.put("ssl.keystore.password", made.password());
        }
        if (door.security().asksForUser()) {
            Map.Entry<String, String> user = users.entrySet().iterator().next();
            client.put("sasl.mechanism", "SCRAM-SHA-512");
            client.put("sasl.jaas.config", login(user.getKey(), user.getValue()));
        }
        return client;
    }

    /** The {@code sasl.jaas.config} of a client that names itself by user and password. */
    public static String login(String user, String password) {
        return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
                .formatted(user, password);
    }

    /** The proxy before a listener that was declared as proxied. */
    public TcpProxy proxy(String listener) {
        return listener(listener)
                .proxy()
                .orElseThrow(() ->
                        new IllegalArgumentException("listener " + listener + " has no proxy: declare it as proxied"));
    }

    /** The keys and certificates of broker and clients, when a listener has TLS. */
    public TestCertificates certificates() {
        return certificates.orElseThrow(
                () -> new IllegalStateException("no listener has TLS, so there are no certificates"));
    }

    /** Creates a topic and comes back when all its partitions take records. */
    public void createTopic(String name, int partitions) {
        createTopic(name, partitions, Map.of());
    }

    /** Creates a topic with settings of its own and comes back when all its partitions take records. */
    public void createTopic(String name, int partitions, Map<String, String> settings) {
        process.await("take topic " + name, broker -> created(name, partitions, settings), TOPIC_BOUND);
        // An idempotent producer that writes before the partitions answer may hang until its delivery time-out.
        process.await(
                "lead topic " + name,
                broker -> wire.topic(name) == KafkaWire.NONE && wire.ends(name, partitions) == KafkaWire.NONE,
                TOPIC_BOUND);
    }

    /** Deletes a topic and comes back when the broker knows it no longer. */
    public void deleteTopic(String name) {
        try {
            checked("delete topic " + name, wire.deleteTopic(name));
        } catch (IOException e) {
            throw new ServerFailure("asked Kafka to delete topic " + name + ", got no answer", e);
        }
        process.await("forget topic " + name, broker -> wire.topic(name) == KafkaWire.UNKNOWN_TOPIC, TOPIC_BOUND);
    }

    /** The broker's process: its id, log and output. */
    public ServerProcess process() {
        return process;
    }

    /** Ends the broker by SIGKILL. */
    public void kill() {
        process.kill();
    }

    /** Ends the broker as an operator does. */
    public void stop() {
        process.stop(Duration.ofSeconds(30));
    }

    /** Starts the broker again on its data, killing it before when it still runs, and waits until it serves. */
    public void restart() {
        process.restart();
    }

    /** Stops all threads of the broker: connections stay open and nothing answers. */
    public void pause() {
        process.pause();
    }

    /** Lets a paused broker go on. */
    public void resume() {
        process.resume();
    }

    @Override
    public void close() {
        process.close();
        listeners.values().forEach(listener -> listener.proxy().ifPresent(TcpProxy::close));
    }

    private KafkaListener listener(String name) {
        KafkaListener found = listeners.get(name);
        if (found == null) {
            throw new IllegalArgumentException("no listener '" + name + "', the broker has " + listeners.keySet());
        }
        return found;
    }

    /** Not while the broker is unknown to its controller: after a kill or a pause it registers again a moment after it serves. */
    private boolean created(String name, int partitions, Map<String, String> settings) throws IOException {
        KafkaWire.Answer answer = wire.createTopic(name, partitions, settings);
        if (answer.error() == KafkaWire.TOO_FEW_BROKERS) {
            return false;
        }
        checked("create topic " + name, answer);
        return true;
    }

    private static void checked(String asked, KafkaWire.Answer answer) {
        if (answer.error() != KafkaWire.NONE) {
            throw new ServerFailure(
                    "asked Kafka to %s, got error code %d %s".formatted(asked, answer.error(), answer.message()));
        }
    }
}
