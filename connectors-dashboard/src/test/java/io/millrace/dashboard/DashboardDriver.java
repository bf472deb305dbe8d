package io.millrace.dashboard;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;

/**
 * A Spark driver whose queries show numbers, batch after batch, until it is killed. Its master and other settings are system
 * properties.
 */
final class DashboardDriver {
    static final int ROWS_PER_BATCH = 6;

    private DashboardDriver() {}

    public static void main(String[] arguments) throws Exception {
        try (SparkSession session =
                SparkSession.builder().config("spark.ui.enabled", false).getOrCreate()) {
            StreamingQuery query = session.readStream()
                    .format("rate-micro-batch")
                    .option("rowsPerBatch", ROWS_PER_BATCH)
                    .option("numPartitions", 2)
                    .load()
                    .select("value")
                    .writeStream()
                    .format("millrace")
                    .option("connector", "dashboard")
                    .option("title", "Numbers")
                    .option("type", "latest")
                    .option("rows", 20_000)
                    .option("history", 20_000)
                    .option("port", System.getProperty("dashboard.port"))
                    .option("historyDirectory", System.getProperty("dashboard.history"))
                    .option("checkpointLocation", System.getProperty("dashboard.checkpoint"))
                    .trigger(Trigger.ProcessingTime(200))
                    .start();
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> Dashboard.address().isPresent());
            System.out.println("the dashboard is up");
            query.awaitTermination(TimeUnit.MINUTES.toMillis(5));
        }
    }
}
