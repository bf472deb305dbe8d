package io.millrace.kafka;

import io.millrace.api.Option;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/** The settings of Kafka's own clients, as users pass them through under {@code kafka.*}. */
final class Clients {
    static final String PREFIX = "kafka.";

    static final Option<String> BROKERS = Option.string("kafka.bootstrap.servers")
            .alias("bootstrap.servers")
            .required()
            .doc("The brokers to ask first, as host:port,host:port.");

    private static final Set<String> ADMIN = AdminClientConfig.configNames();
    private static final Set<String> CONSUMER = ConsumerConfig.configNames();
    private static final Set<String> PRODUCER = ProducerConfig.configNames();

    private Clients() {}

    /** What every part of Kafka takes: the brokers, and everything its clients know. */
    static OptionSet options() {
        Set<String> known = new TreeSet<>(ADMIN);
        known.addAll(CONSUMER);
        known.addAll(PRODUCER);
        return OptionSet.of(BROKERS)
                .passThrough(
                        PREFIX,
                        known,
                        "Any setting of Kafka's own clients; values may be env:NAME or file:PATH, read where they are used.")
                .refuse("kafka.interceptor.classes", "interceptors could change or drop records unseen");
    }

    /** The settings for an admin client, which answers or fails within half a minute unless the user says otherwise. */
    static Map<String, Object> admin(Options options) {
        Map<String, Object> settings = given(options, ADMIN);
        long request = number(settings, AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 15_000);
        long bound = number(settings, AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.max(30_000, request));
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Long.toString(bound));
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, Long.toString(Math.min(request, bound)));
        settings.putIfAbsent(AdminClientConfig.ENABLE_METRICS_PUSH_CONFIG, "false");
        return settings;
    }

    /** What the user passed through and a consumer understands. */
    static Map<String, Object> consumer(Options options) {
        return given(options, CONSUMER);
    }

    /** What the user passed through and a producer understands. */
    static Map<String, Object> producer(Options options) {
        return given(options, PRODUCER);
    }

    /** What the user passed through, secrets unresolved: equal for equal clients, safe to keep. */
    static Map<String, String> fingerprint(Options options) {
        Map<String, String> passed = new TreeMap<>();
        options.asMap().forEach((name, text) -> {
            if (name.startsWith(PREFIX)) {
                passed.put(name, text);
            }
        });
        return passed;
    }

    /** A number among the settings. */
    static long number(Map<String, Object> settings, String name, long otherwise) {
        Object text = settings.get(name);
        try {
            return text == null ? otherwise : Long.parseLong(text.toString().trim());
        } catch (NumberFormatException e) {
            return otherwise; // Kafka's client refuses it with a better message
        }
    }

    /** What was given, without the names that only other clients know: they would be warned of at each start. */
    private static Map<String, Object> given(Options options, Set<String> understood) {
        Map<String, Object> settings = new TreeMap<>();
        options.passedThrough(PREFIX).forEach((name, text) -> {
            boolean foreign = ADMIN.contains(name) || CONSUMER.contains(name) || PRODUCER.contains(name);
            if (understood.contains(name) || !foreign) {
                settings.put(name, text);
            }
        });
        return settings;
    }
}
