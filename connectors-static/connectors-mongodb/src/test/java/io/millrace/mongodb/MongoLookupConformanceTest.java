package io.millrace.mongodb;

import io.millrace.api.KeyedStoreConnector;
import io.millrace.testkit.LookupConformance;
import java.util.List;

/** Look-ups in a collection keep every rule. */
class MongoLookupConformanceTest extends LookupConformance implements CollectionsUnderTest {
    @Override
    public KeyedStoreConnector connector() {
        return new MongoInput();
    }

    @Override
    public List<String> key() {
        return List.of("_id");
    }

    @Override
    public List<String> compositeKey() {
        return List.of("number", "at");
    }

    @Override
    public List<String> sharedKey() {
        return List.of("flag");
    }

    @Override
    public String binaryKey() {
        return "bytes";
    }
}
