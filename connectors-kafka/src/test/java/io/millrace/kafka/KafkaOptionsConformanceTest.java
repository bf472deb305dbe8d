package io.millrace.kafka;

import io.millrace.api.OptionSet;
import io.millrace.testkit.OptionsConformance;
import java.util.Map;
import org.junit.jupiter.api.Nested;

/** The options of Kafka keep every rule of options. */
class KafkaOptionsConformanceTest {
    @Nested
    class Input extends OptionsConformance {
        @Override
        protected String name() {
            return new KafkaInput().name();
        }

        @Override
        protected OptionSet options() {
            return new KafkaInput().options();
        }

        @Override
        protected Map<String, String> smallest() {
            return Map.of("kafka.bootstrap.servers", "broker:9092", "subscribe", "orders");
        }
    }

    @Nested
    class Output extends OptionsConformance {
        @Override
        protected String name() {
            return new KafkaOutput().name();
        }

        @Override
        protected OptionSet options() {
            return new KafkaOutput().options();
        }

        @Override
        protected Map<String, String> smallest() {
            return Map.of("kafka.bootstrap.servers", "broker:9092");
        }
    }
}
