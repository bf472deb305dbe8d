package io.millrace.testkit.example;

import io.millrace.api.OutputConnector;
import io.millrace.testkit.OutputConformance;
import org.junit.jupiter.api.Nested;

/** The output in memory keeps every rule, whatever it promises. */
class MemoryOutputTest {
    private abstract static class Rules extends OutputConformance implements TablesInMemory {
        @Override
        public OutputConnector connector() {
            return new MemoryOutput();
        }
    }

    @Nested
    class AtLeastOnce extends Rules {
        @Override
        public String delivery() {
            return "at_least_once";
        }
    }

    @Nested
    class Idempotent extends Rules {
        @Override
        public String delivery() {
            return "idempotent";
        }
    }

    @Nested
    class Transactional extends Rules {
        @Override
        public String delivery() {
            return "transactional";
        }
    }
}
