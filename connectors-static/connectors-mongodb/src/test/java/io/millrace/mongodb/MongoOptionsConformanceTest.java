package io.millrace.mongodb;

import io.millrace.api.OptionSet;
import io.millrace.testkit.OptionsConformance;
import java.util.Map;
import org.junit.jupiter.api.Nested;

/** The options keep every rule. */
class MongoOptionsConformanceTest {
    @Nested
    class Reading extends OptionsConformance {
        @Override
        protected String name() {
            return new MongoInput().name();
        }

        @Override
        protected OptionSet options() {
            return new MongoInput().options();
        }

        @Override
        protected Map<String, String> smallest() {
            return Map.of("database", "d", "collection", "c");
        }
    }

    @Nested
    class Changes extends OptionsConformance {
        @Override
        protected String name() {
            return new ChangesInput().name();
        }

        @Override
        protected OptionSet options() {
            return new ChangesInput().options();
        }

        @Override
        protected Map<String, String> smallest() {
            return Map.of("database", "d");
        }
    }

    @Nested
    class Writing extends OptionsConformance {
        @Override
        protected String name() {
            return new MongoOutput().name();
        }

        @Override
        protected OptionSet options() {
            return new MongoOutput().options();
        }

        @Override
        protected Map<String, String> smallest() {
            return Map.of("database", "d", "collection", "c");
        }
    }
}
