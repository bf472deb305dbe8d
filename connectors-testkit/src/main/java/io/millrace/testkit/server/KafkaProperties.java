package io.millrace.testkit.server;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The file {@code server.properties} of a broker that is its own controller. */
final class KafkaProperties {
    private static final String CONTROLLER = "CONTROLLER";

    private KafkaProperties() {}

    static void write(
            Path directory,
            int controllerPort,
            Collection<KafkaListener> listeners,
            Optional<TestCertificates> certificates,
            Map<String, String> extra)
            throws IOException {
        Properties all = new Properties();
        String controller = "127.0.0.1:" + controllerPort;
        all.put("process.roles", "broker,controller");
        all.put("node.id", "1");
        all.put("controller.quorum.voters", "1@" + controller);
        all.put("controller.listener.names", CONTROLLER);
        all.put("inter.broker.listener.name", KafkaServer.DIRECT);
        all.put("log.dirs", "data");
        all.put(
                "listeners",
                join(listeners, l -> l.name() + "://127.0.0.1:" + l.port()) + "," + CONTROLLER + "://" + controller);
        all.put("advertised.listeners", join(listeners, l -> l.name() + "://" + l.address()));
        all.put(
                "listener.security.protocol.map",
                join(listeners, l -> l.name() + ":" + l.security().protocol()) + "," + CONTROLLER + ":PLAINTEXT");
        oneNode(all);
        listeners.forEach(listener -> secure(all, listener, certificates));
        all.putAll(extra);
        try (Writer out = Files.newBufferedWriter(directory.resolve("server.properties"))) {
            all.store(out, null);
        }
    }

    /** What a broker alone, in a test, must be told. */
    private static void oneNode(Properties all) {
        all.put("offsets.topic.replication.factor", "1");
        all.put("offsets.topic.num.partitions", "5");
        all.put("transaction.state.log.replication.factor", "1");
        all.put("transaction.state.log.min.isr", "1");
        all.put("transaction.state.log.num.partitions", "5");
        all.put("share.coordinator.state.topic.replication.factor", "1");
        all.put("share.coordinator.state.topic.min.isr", "1");
        all.put("group.initial.rebalance.delay.ms", "0");
        all.put("auto.create.topics.enable", "false");
        // After kill -9 the broker is let in again only when its former session has expired: 9 seconds by default.
        all.put("broker.heartbeat.interval.ms", "100");
        all.put("broker.session.timeout.ms", "500");
    }

    private static void secure(Properties all, KafkaListener listener, Optional<TestCertificates> certificates) {
        String prefix = "listener.name." + listener.name().toLowerCase(Locale.ROOT) + ".";
        KafkaSecurity security = listener.security();
        if (security.encrypts()) {
            TestCertificates stores = certificates.orElseThrow();
            all.put(prefix + "ssl.keystore.type", "PKCS12");
            all.put(prefix + "ssl.keystore.location", stores.serverKeys().toString());
            all.put(prefix + "ssl.keystore.password", stores.password());
            all.put(prefix + "ssl.truststore.type", "PKCS12");
            all.put(prefix + "ssl.truststore.location", stores.serverTrust().toString());
            all.put(prefix + "ssl.truststore.password", stores.password());
            all.put(prefix + "ssl.client.auth", security == KafkaSecurity.MUTUAL_TLS ? "required" : "none");
        }
        if (security.asksForUser()) {
            String module = "org.apache.kafka.common.security.scram.ScramLoginModule required;";
            all.put(prefix + "sasl.enabled.mechanisms", "SCRAM-SHA-256,SCRAM-SHA-512");
            all.put(prefix + "scram-sha-256.sasl.jaas.config", module);
            all.put(prefix + "scram-sha-512.sasl.jaas.config", module);
        }
    }

    private static String join(Collection<KafkaListener> listeners, Function<KafkaListener, String> text) {
        return listeners.stream().map(text).collect(Collectors.joining(","));
    }
}
