package io.millrace.testkit.example;

import io.millrace.api.StoreConnector;
import io.millrace.testkit.StoreConformance;

/** The store in memory keeps every rule. */
class MemoryStoreTest extends StoreConformance implements StoresInMemory {
    @Override
    public StoreConnector connector() {
        return new MemoryStoreConnector();
    }
}
