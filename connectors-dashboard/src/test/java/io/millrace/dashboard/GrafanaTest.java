package io.millrace.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The board for Grafana, and the alerts on the page of operations, ask for what is exported. */
class GrafanaTest {
    private static final Path DOCS = Path.of(System.getProperty("millrace.root", ".."), "docs");
    private static final Pattern METRIC = Pattern.compile("millrace_(?:query|source|sink|dashboard)_\\w+");
    private static final Duration BOUND = Duration.ofSeconds(90);

    @TempDir
    private Path directory;

    @Test
    void allThatTheBoardAndTheAlertsAskForIsExported() throws Exception {
        String board = Files.readString(DOCS.resolve("grafana/millrace.json"));
        String operations = Files.readString(DOCS.resolve("operations.md"));
        Set<String> wanted = new TreeSet<>(metrics(queries(new ObjectMapper().readTree(board))));
        assertThat(wanted).hasSizeGreaterThan(15);
        wanted.addAll(metrics(Stream.of(operations)));

        SparkSession spark = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .getOrCreate();
        StreamingQuery query = spark.readStream()
                .format("millrace")
                .option("connector", "drops")
                .load()
                .selectExpr("length(value) AS bytes")
                .writeStream()
                .queryName("drops")
                .format("millrace")
                .option("connector", "dashboard")
                .option("title", "Drops")
                .option("port", "0")
                .option("checkpointLocation", directory.resolve("checkpoint").toString())
                .start();
        try {
            await().ignoreExceptions().atMost(BOUND).untilAsserted(() -> {
                String exported = Http.get("/metrics").body();
                assertThat(metrics(exported.lines().filter(line -> !line.startsWith("#"))))
                        .containsAll(wanted);
                assertThat(exported)
                        .contains("of=\"0.events\"", "of=\"0.restarts\"")
                        .contains("millrace_source_recordsBehind{query=\"drops\",source=\"0\"}");
            });
        } finally {
            query.stop();
            Dashboard.stop();
        }
    }

    /** What the panels ask Prometheus. */
    private static Stream<String> queries(JsonNode board) {
        List<JsonNode> asked = board.findValues("expr");
        asked.addAll(board.findValues("query"));
        return asked.stream().map(JsonNode::asText);
    }

    private static Set<String> metrics(Stream<String> texts) {
        return texts.flatMap(text -> METRIC.matcher(text).results())
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
