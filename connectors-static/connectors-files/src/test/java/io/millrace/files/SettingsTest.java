package io.millrace.files;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users get wrong, and what they are told. */
class SettingsTest {
    private static SparkSession spark;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() {
        spark = Sparks.session(Map.of());
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    @Test
    void aMissingDirectoryIsTold() {
        refused("hdfs", Map.of("path", directory + "/no", "format", "text"), "There is no directory");
    }

    @Test
    void anEmptyDirectoryHasNoSchema() {
        refused("hdfs", Map.of("path", directory.toString(), "format", "json"), "there is no file in");
    }

    @Test
    void aPathOfTheOtherKindIsTold() {
        refused("hdfs", Map.of("path", "s3a://b/x", "format", "text"), "choose connector 's3'");
        refused("s3", Map.of("path", "hdfs://n/x", "format", "text"), "choose connector 'hdfs'");
    }

    @Test
    void keysGoTogether() {
        refused("s3", Map.of("path", "s3a://b/x", "format", "text", "accessKey", "a"), "'accessKey' and 'secretKey'");
    }

    @Test
    void aSchemaThatIsNoneIsTold() {
        refused(
                "hdfs",
                Map.of("path", directory.toString(), "format", "json", "schema", "a NOTYPE"),
                "not a list of columns");
    }

    @Test
    void aColumnThatTheFormatCannotHoldIsTold() {
        refused(
                "hdfs",
                Map.of("path", directory.toString(), "format", "csv", "schema", "a ARRAY<INT>"),
                "cannot hold the columns [a ARRAY<INT>]");
    }

    @Test
    void aFileThatHoldsNoSchemaIsTold() throws Exception {
        Path file = Files.writeString(directory.resolve("schema"), "{");
        refused(
                "hdfs",
                Map.of("path", directory.toString(), "format", "json", "schemaLocation", file.toString()),
                "holds no schema");
    }

    @Test
    void optionsThatMakeNoSenseHereAreTold() {
        refused(
                "hdfs",
                Map.of("path", directory.toString(), "format", "json", "maxFileAge", "7d", "maxFile", "1"),
                "remembered as long as it is there",
                "'maxFiles'");
    }

    @Test
    void anArchiveInsideOfTheDirectoryIsRefused() throws Exception {
        Map<String, String> options = new HashMap<>(Map.of(
                "path", directory.toString(), "format", "text", "schema", "value STRING", "cleanSource", "archive"));
        assertThatThrownBy(() -> run(options)).hasStackTraceContaining("go together");
        options.put("archiveDir", directory + "/done");
        assertThatThrownBy(() -> run(options)).hasStackTraceContaining("outside of it");
    }

    @Test
    void aConnectorThatIsNotThereIsTold() {
        refused("hdsf", Map.of("path", "x"), "'hdsf'", "did you mean 'hdfs'?");
    }

    private void run(Map<String, String> options) throws Exception {
        Sparks.availableNow(Sparks.stream(spark, "hdfs", options).load(), directory.resolve("checkpoint"));
    }

    private static void refused(String connector, Map<String, String> options, String... words) {
        var thrown =
                assertThatThrownBy(() -> Sparks.batch(spark, connector, options).count());
        for (String word : words) {
            thrown.hasStackTraceContaining(word);
        }
    }
}
