package io.millrace.hbase;

import io.millrace.api.OptionSet;
import io.millrace.testkit.OptionsConformance;
import java.util.Map;
import org.junit.jupiter.api.Nested;

/** The options of HBase keep every rule of options. */
class HBaseOptionsConformanceTest {
    private static final Map<String, String> SMALLEST = Map.of("table", "t", "mapping", "id STRING :key, n INT f:n");

    @Nested
    class Input extends OptionsConformance {
        @Override
        protected String name() {
            return new HBaseConnector().name();
        }

        @Override
        protected OptionSet options() {
            return new HBaseConnector().options();
        }

        @Override
        protected Map<String, String> smallest() {
            return SMALLEST;
        }
    }

    @Nested
    class Output extends OptionsConformance {
        @Override
        protected String name() {
            return new HBaseOutput().name();
        }

        @Override
        protected OptionSet options() {
            return new HBaseOutput().options();
        }

        @Override
        protected Map<String, String> smallest() {
            return SMALLEST;
        }
    }
}
