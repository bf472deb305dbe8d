package io.millrace.kafka;

import io.millrace.api.ConnectorException;
import io.millrace.api.Option;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;

/** The options of writing to Kafka. */
final class OutputOptions {
    static final Option<String> TOPIC =
            Option.string("topic").doc("The topic to write to; wins over a column of that name. It must exist.");

    static final Option<Boolean> EPOCH_HEADERS = Option.flag("epochHeaders")
            .orElse("false")
            .doc("Whether each record carries the headers millrace.query, millrace.epoch, millrace.partition and"
                    + " millrace.sequence, by which consumers can drop what is written again after a failure,"
                    + " as long as the query puts the same rows in the same partitions again.");

    static final OptionSet ALL = OptionSet.of(TOPIC, EPOCH_HEADERS)
            .and(Clients.options())
            .refuse("kafka.key.serializer", "keys are bytes or text; encode them in the query")
            .refuse("kafka.value.serializer", "values are bytes or text; encode them in the query")
            .refuse("kafka.transactional.id", "this output promises at-least-once, without transactions");

    private OutputOptions() {}

    /**
     * The settings of a producer that loses nothing it was given: it waits for all replicas, keeps the order and drops its own
     * repeats, and gives up within a minute unless the user says otherwise.
     */
    static Map<String, Object> producer(Options options) {
        Map<String, Object> producer = new HashMap<>();
        // A task writes as fast as it can: records pile up behind the requests that are under way, and waiting would
        // delay
        // nothing but a trickle, the end of a batch and every row of a real-time query.
        producer.put(ProducerConfig.LINGER_MS_CONFIG, "0");
        producer.put(ProducerConfig.BATCH_SIZE_CONFIG, Integer.toString(128 << 10));
        producer.put(ProducerConfig.BUFFER_MEMORY_CONFIG, Integer.toString(64 << 20));
        producer.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        producer.put(ProducerConfig.ACKS_CONFIG, "all");
        producer.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, "30000");
        producer.put(ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, "false");
        Map<String, Object> given = Clients.producer(options);
        producer.putAll(given);
        String acks = producer.get(ProducerConfig.ACKS_CONFIG).toString().trim();
        if (!acks.equals("all") && !acks.equals("-1")) {
            throw ConnectorException.settings("Option 'kafka.acks'='" + acks
                    + "': this output promises at-least-once, which needs acks=all; leave the option out");
        }
        bound(producer, given);
        return producer;
    }

    /** Kafka refuses a delivery time-out below that of a request and the linger: whichever the user gave, the others follow. */
    private static void bound(Map<String, Object> producer, Map<String, Object> given) {
        long linger = Clients.number(producer, ProducerConfig.LINGER_MS_CONFIG, 0);
        long request = Clients.number(producer, ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 15_000);
        if (!given.containsKey(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG)) {
            producer.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Long.toString(Math.max(45_000, request + linger)));
        }
        if (!given.containsKey(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG)) {
            long delivery = Clients.number(producer, ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 45_000);
            producer.put(
                    ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                    Long.toString(Math.max(1, Math.min(request, delivery - linger))));
        }
    }
}
