package io.millrace.testkit.example;

import io.millrace.api.LogConnector;
import io.millrace.testkit.DStreamConformance;

/** The log in memory is a DStream as the contract says. */
class MemoryDStreamTest extends DStreamConformance implements LogsInMemory {
    @Override
    public LogConnector connector() {
        return new MemoryConnector();
    }
}
