package io.millrace.testkit.example;

import io.millrace.api.OutputConnector;
import io.millrace.testkit.WriteFacesConformance;
import org.junit.jupiter.api.Nested;

/** Spark writes to the output in memory as the contract says, whatever it promises. */
class MemoryOutputFacesTest {
    private abstract static class Rules extends WriteFacesConformance implements TablesInMemory {
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
