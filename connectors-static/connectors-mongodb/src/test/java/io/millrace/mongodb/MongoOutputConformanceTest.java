package io.millrace.mongodb;

import io.millrace.api.Columns;
import io.millrace.testkit.Cannot;
import io.millrace.testkit.OutputConformance;
import java.util.Map;
import org.junit.jupiter.api.Nested;

/** Writing to a collection keeps the rules of outputs. */
class MongoOutputConformanceTest {
    @Nested
    class Replacing extends OutputConformance implements Targets {
        @Override
        public String[] more() {
            return new String[0];
        }
    }

    @Nested
    class Updating extends OutputConformance implements Targets {
        @Override
        public String[] more() {
            return new String[] {"operation", "update", "maxBatchSize", "2"};
        }
    }

    @Nested
    class Inserting extends OutputConformance implements Targets {
        @Override
        public String[] more() {
            return new String[] {"operation", "insert"};
        }

        @Override
        public Map.Entry<String, Columns> withoutColumn() {
            throw Cannot.show("a document that is inserted gets an _id if it has none");
        }
    }
}
