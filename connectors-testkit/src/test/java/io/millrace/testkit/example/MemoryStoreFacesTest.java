package io.millrace.testkit.example;

import io.millrace.api.StoreConnector;
import io.millrace.testkit.StoreFacesConformance;

/** The store in memory keeps every rule through Spark. */
class MemoryStoreFacesTest extends StoreFacesConformance implements StoresInMemory {
    @Override
    public StoreConnector connector() {
        return new MemoryStoreConnector();
    }
}
