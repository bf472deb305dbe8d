package io.millrace.dashboard;

import io.millrace.api.OptionSet;
import io.millrace.testkit.OptionsConformance;
import java.util.Map;

/** The options keep every rule. */
class DashboardOptionsConformanceTest extends OptionsConformance {
    @Override
    protected String name() {
        return new DashboardOutput().name();
    }

    @Override
    protected OptionSet options() {
        return new DashboardOutput().options();
    }

    @Override
    protected Map<String, String> smallest() {
        return Map.of("title", "Orders");
    }
}
