package io.millrace.testkit.server;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Look-ups where the driver and the executors are processes of their own. */
final class LookupClusterTest {
    @Test
    void rowsAreJoinedOnEachExecutorOfACluster() {
        try (SparkCluster cluster = SparkCluster.start(2, 1)) {
            ServerBuilder driver = ChildJvm.of(LookupDriver.class).heap("512m");
            for (Map.Entry<String, String> setting : cluster.settings().entrySet()) {
                driver.property(setting.getKey(), setting.getValue());
            }
            driver.property("spark.scheduler.minRegisteredResourcesRatio", "1.0");
            driver.property("spark.cores.max", "2");
            driver.property("spark.sql.shuffle.partitions", "2");
            try (ServerProcess running = driver.start()) {
                running.awaitLine("joined 2000 rows on 2 executors, counted true", Duration.ofSeconds(180));
            }
        }
    }
}
