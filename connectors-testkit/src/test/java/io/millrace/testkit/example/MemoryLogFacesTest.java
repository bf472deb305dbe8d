package io.millrace.testkit.example;

import io.millrace.api.LogConnector;
import io.millrace.testkit.ReadFacesConformance;

/** Spark reads the log in memory as the contract says. */
class MemoryLogFacesTest extends ReadFacesConformance implements LogsInMemory {
    @Override
    public LogConnector connector() {
        return new MemoryConnector();
    }
}
