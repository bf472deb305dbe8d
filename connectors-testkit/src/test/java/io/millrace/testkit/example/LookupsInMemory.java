package io.millrace.testkit.example;

import io.millrace.api.KeyedStoreConnector;
import io.millrace.testkit.LookupUnderTest;
import java.util.List;

/** What the suite of look-ups asks, answered by stores in memory. */
public interface LookupsInMemory extends LookupUnderTest, StoresInMemory {
    @Override
    default KeyedStoreConnector connector() {
        return new MemoryStoreConnector();
    }

    @Override
    default List<String> key() {
        return List.of("id");
    }

    @Override
    default List<String> compositeKey() {
        return List.of("number", "day");
    }

    @Override
    default List<String> sharedKey() {
        return List.of("flag");
    }

    @Override
    default String binaryKey() {
        return "bytes";
    }
}
