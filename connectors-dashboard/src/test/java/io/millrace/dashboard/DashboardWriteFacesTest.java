package io.millrace.dashboard;

import io.millrace.testkit.WriteFacesConformance;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;

/** Showing rows keeps the rules of outputs through Spark. */
class DashboardWriteFacesTest extends WriteFacesConformance implements Targets {
    @AfterAll
    static void stop() {
        Dashboard.stop();
    }

    @Override
    public Map<String, String> more() {
        return Map.of("type", "latest", "time", "happened");
    }
}
