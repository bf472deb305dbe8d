package io.millrace.testkit.example;

import io.millrace.api.OptionSet;
import io.millrace.testkit.OptionsConformance;
import java.util.Map;
import org.junit.jupiter.api.Nested;

/** The options of the example connectors keep every rule. */
class ExampleOptionsTest {
    @Nested
    class MemoryInput extends OptionsConformance {
        @Override
        protected String name() {
            return new MemoryConnector().name();
        }

        @Override
        protected OptionSet options() {
            return new MemoryConnector().options();
        }

        @Override
        protected Map<String, String> smallest() {
            return Map.of("log", "x");
        }
    }

    @Nested
    class Lines extends OptionsConformance {
        @Override
        protected String name() {
            return new LinesConnector().name();
        }

        @Override
        protected OptionSet options() {
            return new LinesConnector().options();
        }

        @Override
        protected Map<String, String> smallest() {
            return Map.of("path", "x");
        }
    }

    @Nested
    class MemoryTables extends OptionsConformance {
        @Override
        protected String name() {
            return new MemoryOutput().name();
        }

        @Override
        protected OptionSet options() {
            return new MemoryOutput().options();
        }

        @Override
        protected Map<String, String> smallest() {
            return Map.of("table", "x");
        }
    }

    @Nested
    class Directory extends OptionsConformance {
        @Override
        protected String name() {
            return new DirectoryOutput().name();
        }

        @Override
        protected OptionSet options() {
            return new DirectoryOutput().options();
        }

        @Override
        protected Map<String, String> smallest() {
            return Map.of("path", "x");
        }
    }

    @Nested
    class MemoryStores extends OptionsConformance {
        @Override
        protected String name() {
            return new MemoryStoreConnector().name();
        }

        @Override
        protected OptionSet options() {
            return new MemoryStoreConnector().options();
        }

        @Override
        protected Map<String, String> smallest() {
            return Map.of("store", "x");
        }
    }
}
