package io.millrace.testkit.example;

import io.millrace.api.LogConnector;
import io.millrace.testkit.LogConformance;

/** The log in memory keeps every rule. */
class MemoryLogTest extends LogConformance implements LogsInMemory {
    @Override
    public LogConnector connector() {
        return new MemoryConnector();
    }
}
