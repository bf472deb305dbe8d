package io.millrace.testkit.example;

import io.millrace.api.OutputConnector;
import org.junit.jupiter.api.Nested;

/** The output in memory keeps every rule, whatever it promises. */
class MemoryOutputTest {
    private abstract static class Rules extends MemoryOutputSuite {
        Rules(String delivery) {
            super(delivery);
        }

        @Override
        public OutputConnector connector() {
            return new MemoryOutput();
        }
    }

    @Nested
    class AtLeastOnce extends Rules {
        AtLeastOnce() {
            super("at_least_once");
        }
    }

    @Nested
    class Idempotent extends Rules {
        Idempotent() {
            super("idempotent");
        }
    }

    @Nested
    class Transactional extends Rules {
        Transactional() {
            super("transactional");
        }
    }
}
