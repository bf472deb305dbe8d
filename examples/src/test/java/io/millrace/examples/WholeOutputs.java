package io.millrace.examples;

import static io.millrace.examples.Addresses.with;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;

/**
 * What a form of the whole demo's pipeline has written.
 *
 * @param suffix what stands behind the names of its outputs
 */
record WholeOutputs(SparkSession spark, Addresses at, URI page, String suffix) {
    private static final ObjectMapper JSON =
            new ObjectMapper().configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);
    private static final String COUNTS =
            "slot TIMESTAMP :key, topic STRING :key, posts BIGINT i:posts, negative BIGINT i:negative";

    /** The rows of each output as JSON, sorted. */
    Map<String, List<String>> all() throws IOException, InterruptedException {
        Map<String, List<String>> all = new TreeMap<>();
        for (String topic : List.of("posts", "enriched", "alerts")) {
            List<String> values = new ArrayList<>();
            TopicReader.readAll(
                    Objects.requireNonNull(at.kafka().get("kafka.bootstrap.servers")),
                    topic + suffix,
                    record -> values.add(new String(record.value(), StandardCharsets.UTF_8)));
            all.put(topic, sorted(values));
        }
        all.put("authors", authors());
        if (!at.s3().isEmpty()) {
            String archive = at.s3().get("path") + suffix;
            all.put("archive", read(with(at.s3(), "path", archive, "format", "parquet")));
        }
        if (!at.hbase().isEmpty()) {
            all.put("counts", read(with(at.hbase(), "table", "counts" + suffix, "mapping", COUNTS)));
        }
        for (String panel : List.of("Alerts", "Mood of the posts", "Topics", "Where the authors live")) {
            all.put(panel, panel(panel + suffix));
        }
        return all;
    }

    private List<String> read(Map<String, String> options) {
        return sorted(
                spark.read().format("millrace").options(options).load().toJSON().collectAsList());
    }

    private List<String> authors() {
        List<String> authors = new ArrayList<>();
        try (MongoClient client =
                MongoClients.create(Objects.requireNonNull(at.mongodb().get("connection.uri")))) {
            client.getDatabase("demo").getCollection("authors" + suffix).find().forEach(author -> {
                author.remove("_millrace");
                authors.add(author.toJson());
            });
        }
        return sorted(authors);
    }

    /** The columns of a panel, and its rows. */
    private List<String> panel(String title) throws IOException, InterruptedException {
        String panels = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(page.resolve("/panels.json")).build(), BodyHandlers.ofString())
                .body();
        List<String> rows = new ArrayList<>();
        for (JsonNode panel : JSON.readTree(panels)) {
            if (panel.path("title").asText().equals(title)) {
                panel.path("columns").forEach(column -> rows.add(column.toString()));
                panel.path("rows").forEach(row -> rows.add(row.path(2).toString()));
            }
        }
        return sorted(rows);
    }

    /** With their names in order. */
    private static List<String> sorted(List<String> rows) {
        return rows.stream()
                .map(row -> {
                    try {
                        return JSON.writeValueAsString(JSON.readValue(row, Object.class));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .sorted()
                .toList();
    }
}
