package io.millrace.flume;

import io.millrace.api.OptionSet;
import io.millrace.testkit.OptionsConformance;
import java.util.Map;
import org.junit.jupiter.api.Nested;

/** The options of Flume keep every rule of options. */
class FlumeOptionsConformanceTest {
    @Nested
    class Input extends OptionsConformance {
        @Override
        protected String name() {
            return new FlumeInput().name();
        }

        @Override
        protected OptionSet options() {
            return new FlumeInput().options();
        }

        @Override
        protected Map<String, String> smallest() {
            return Map.of("port", "4141");
        }
    }

    @Nested
    class Output extends OptionsConformance {
        @Override
        protected String name() {
            return new FlumeOutput().name();
        }

        @Override
        protected OptionSet options() {
            return new FlumeOutput().options();
        }

        @Override
        protected Map<String, String> smallest() {
            return Map.of("hosts", "agent:4141");
        }
    }
}
