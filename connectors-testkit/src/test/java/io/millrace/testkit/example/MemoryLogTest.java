package io.millrace.testkit.example;

import io.millrace.api.LogConnector;

/** The log in memory keeps every rule. */
class MemoryLogTest extends MemoryLogSuite {
    @Override
    public LogConnector connector() {
        return new MemoryConnector();
    }
}
