package io.millrace.x;

import io.millrace.api.OptionSet;
import io.millrace.testkit.OptionsConformance;
import java.util.Map;

/** The options of X keep every rule of options. */
class XOptionsConformanceTest extends OptionsConformance {
    @Override
    protected String name() {
        return new XInput().name();
    }

    @Override
    protected OptionSet options() {
        return new XInput().options();
    }

    @Override
    protected Map<String, String> smallest() {
        return Map.of("bearerToken", "env:X_BEARER_TOKEN");
    }
}
