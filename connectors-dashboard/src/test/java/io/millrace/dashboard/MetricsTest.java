package io.millrace.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators see of queries and of the page. */
class MetricsTest {
    private static final Duration BOUND = Duration.ofSeconds(40);

    @TempDir
    private Path directory;

    private SparkSession spark;

    @BeforeEach
    void start() throws Exception {
        // Queries that other tests let fail in this JVM are told too.
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        for (ObjectName bean : beans.queryNames(new ObjectName("io.millrace:type=query,*"), null)) {
            beans.unregisterMBean(bean);
        }
        spark = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", 2)
                .getOrCreate();
    }

    @AfterEach
    void stop() throws Exception {
        for (StreamingQuery query : spark.streams().active()) {
            query.stop();
        }
        Dashboard.stop();
    }

    @Test
    void theMetricsOfQueriesAreScrapedAndAFailedQueryIsNotHealthy() throws Exception {
        StreamingQuery query = show("good one", "value");
        await().ignoreExceptions()
                .atMost(BOUND)
                .untilAsserted(() -> assertThat(Http.get("/metrics").body())
                        .containsPattern("millrace_sink_commits\\{query=\"good one\"} [1-9]")
                        .containsPattern("millrace_query_inputRows\\{query=\"good one\"} [1-9]")
                        .contains("millrace_query_active{query=\"good one\"} 1\n"));
        assertThat(Http.get("/health").status()).isEqualTo(200);
        assertEachLineIsPrometheusText(Http.get("/metrics").body());

        StreamingQuery failing = show("bad one", "raise_error('as it should')");
        await().atMost(BOUND).until(() -> !failing.isActive());
        await().atMost(BOUND)
                .untilAsserted(() -> assertThat(Http.get("/health").status()).isEqualTo(503));
        assertThat(Http.get("/metrics").body()).contains("millrace_query_failed{query=\"bad one\"} 1\n");
        query.stop();
        await().atMost(BOUND)
                .untilAsserted(() -> assertThat(Http.get("/metrics").body()).doesNotContain("query=\"good one\""));
    }

    private StreamingQuery show(String name, String column) throws Exception {
        Dataset<Row> rows = spark.readStream()
                .format("rate-micro-batch")
                .option("rowsPerBatch", 5)
                .load()
                .selectExpr(column + " AS n");
        return rows.writeStream()
                .queryName(name)
                .format("millrace")
                .option("connector", "dashboard")
                .option("title", "Panel of " + name)
                .option("port", "0")
                .option("checkpointLocation", directory.resolve(name).toString())
                .trigger(Trigger.ProcessingTime(1000))
                .start();
    }

    private static void assertEachLineIsPrometheusText(String text) {
        assertThat(text.lines())
                .allMatch(line -> line.matches("# TYPE [a-zA-Z_]+ (gauge|counter)")
                        || line.matches("[a-zA-Z_]+(\\{[a-z]+=\"[^\"]*\"(,[a-z]+=\"[^\"]*\")*})? [-0-9.E]+"));
    }
}
