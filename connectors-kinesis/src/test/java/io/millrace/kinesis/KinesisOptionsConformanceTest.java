package io.millrace.kinesis;

import io.millrace.api.OptionSet;
import io.millrace.testkit.OptionsConformance;
import java.util.Map;
import org.junit.jupiter.api.Nested;

/** The options of Kinesis keep every rule of options. */
class KinesisOptionsConformanceTest {
    @Nested
    class Input extends OptionsConformance {
        @Override
        protected String name() {
            return new KinesisInput().name();
        }

        @Override
        protected OptionSet options() {
            return new KinesisInput().options();
        }

        @Override
        protected Map<String, String> smallest() {
            return Map.of("streamName", "clicks");
        }
    }

    @Nested
    class Output extends OptionsConformance {
        @Override
        protected String name() {
            return new KinesisOutput().name();
        }

        @Override
        protected OptionSet options() {
            return new KinesisOutput().options();
        }

        @Override
        protected Map<String, String> smallest() {
            return Map.of("streamName", "clicks");
        }
    }
}
