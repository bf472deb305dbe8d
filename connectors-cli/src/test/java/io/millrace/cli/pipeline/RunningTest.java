package io.millrace.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.ConnectorException;
import io.millrace.cli.file.Pipeline;
import io.millrace.cli.file.PipelineFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningTest {
    @TempDir
    Path folder;

    @AfterAll
    static void stop() {
        SparkSession.active().stop();
    }

    @Test
    void aPipelineReadsJoinsAndWritesAndSendsWhatIsBrokenAside() throws Exception {
        Shop shop = new Shop("run", folder);
        ConcurrentLinkedQueue<StreamingQueryProgress> progress = new ConcurrentLinkedQueue<>();
        run(pipeline(shop.file()), progress);
        assertThat(shop.table().rows()).extracting(row -> row.get(0)).containsExactlyInAnyOrder(1L, 2L);
        assertThat(shop.table().rows()).extracting(row -> row.get(1)).containsExactlyInAnyOrder("Ada", "Bob");
        assertThat(shop.letters().rows()).hasSize(1);
        assertThat(progress).isNotEmpty();
    }

    @Test
    void aPipelineGoesOnWhereItWasAndItsCheckpointIsItsOwn() throws Exception {
        Shop shop = new Shop("again", folder);
        run(pipeline(shop.file()), new ConcurrentLinkedQueue<>());
        run(pipeline(shop.file()), new ConcurrentLinkedQueue<>());
        assertThat(shop.table().rows()).hasSize(2);
        Pipeline other = pipeline(shop.file().replace("name: shop", "name: bakery"));
        assertThatThrownBy(() -> run(other, new ConcurrentLinkedQueue<>()))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("belongs to the pipeline 'shop'");
    }

    @Test
    void aSavedModelAddsItsColumns() throws Exception {
        Shop shop = new Shop("model", folder);
        String right = shop.file();
        SQLTransformer twice = new SQLTransformer().setStatement("SELECT *, 2 * id AS twice FROM __THIS__");
        Path saved = folder.resolve("twice");
        SparkSession spark = Sessions.of(pipeline(right));
        new org.apache.spark.ml.Pipeline()
                .setStages(new PipelineStage[] {twice})
                .fit(spark.sql("SELECT 1L AS id"))
                .save(saved.toString());
        String file = right.replace("  - name: shown", """
                  - name: modelled
                    model:
                      from: named
                      path: MODEL
                  - name: shown
                """.stripTrailing().replace("MODEL", saved.toString()))
                .replace("SELECT id, name", "SELECT twice AS id, name")
                .replace("FROM named", "FROM modelled");
        run(pipeline(file), new ConcurrentLinkedQueue<>());
        assertThat(shop.table().rows()).extracting(row -> row.get(0)).containsExactlyInAnyOrder(2L, 4L);
    }

    @Test
    void ofRowsWithTheSameKeyTheFirstIsKept() throws Exception {
        Shop shop = new Shop("once", folder);
        shop.order("{\"id\":1,\"author\":8}");
        String file =
                shop.file().replace("  - name: shown", """
                    watermark: {column: timestamp, delay: 1 minute}
                  - name: once
                    deduplicate: {from: named, keys: id}
                  - name: shown
                """.stripTrailing()).replace("FROM named", "FROM once");
        run(pipeline(file), new ConcurrentLinkedQueue<>());
        assertThat(shop.table().rows()).extracting(row -> row.get(0)).containsExactlyInAnyOrder(1L, 2L);
    }

    @Test
    void aFailureIsTold() throws Exception {
        Shop shop = new Shop("failing", folder);
        shop.table().refuse(row -> true);
        Pipeline pipeline = pipeline(shop.file().replace("    guarantee: exactly-once", "      onReject: fail"));
        SparkSession spark = Sessions.of(pipeline);
        try (Running running = Running.start(pipeline, spark, ignored -> {})) {
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !running.isActive());
            assertThat(running.failure())
                    .hasValueSatisfying(told -> assertThat(told).startsWith("Output 'table' failed"));
        }
    }

    private static void run(Pipeline pipeline, ConcurrentLinkedQueue<StreamingQueryProgress> progress)
            throws Exception {
        try (Running running = Running.start(pipeline, Sessions.of(pipeline), progress::add)) {
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !running.isActive());
            assertThat(running.failure()).isEmpty();
        }
    }

    private static Pipeline pipeline(String text) {
        PipelineFile file = PipelineFile.parse(text, Map.of());
        assertThat(file.faults()).isEmpty();
        return Objects.requireNonNull(file.pipeline());
    }
}
