package io.millrace.dashboard;

import io.millrace.testkit.OutputConformance;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;

/** Showing rows keeps the rules of outputs, where panels keep the rows of more than one epoch. */
class DashboardOutputConformanceTest {
    @AfterAll
    static void stop() {
        Dashboard.stop();
    }

    @Nested
    class Latest extends OutputConformance implements Targets {
        @Override
        public Map<String, String> more() {
            return Map.of("type", "latest", "time", "happened");
        }
    }

    @Nested
    class Keyed extends OutputConformance implements Targets {
        @Override
        public Map<String, String> more() {
            return Map.of("type", "table", "keep", "keyed", "key", "id", "time", "happened", "orderBy", "id desc");
        }
    }
}
