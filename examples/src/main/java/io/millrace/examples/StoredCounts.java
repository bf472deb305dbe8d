package io.millrace.examples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.millrace.testkit.server.HBaseServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.ResultScanner;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.util.Bytes;

/** Reads by plain clients, without Spark and without Millrace, how many posts the outputs have counted. */
final class StoredCounts {
    private static final byte[] FAMILY = Bytes.toBytes("i");
    private static final byte[] POSTS = Bytes.toBytes("posts");

    private StoredCounts() {}

    /** Posts by author. */
    static Map<String, Long> inMongo(String uri) {
        Map<String, Long> counts = new HashMap<>();
        try (MongoClient client = MongoClients.create(uri)) {
            client.getDatabase("demo")
                    .getCollection("authors")
                    .find()
                    .forEach(author -> counts.put(author.getString("_id"), author.getLong("posts")));
        }
        return counts;
    }

    /** Posts by window and topic. A row's key is the window's beginning, in eight bytes, and the topic. */
    static Map<Use, Long> inHBase(HBaseServer server) throws IOException {
        Configuration settings = HBaseConfiguration.create();
        server.clientSettings().forEach(settings::set);
        Map<Use, Long> counts = new HashMap<>();
        try (Connection connection = ConnectionFactory.createConnection(settings);
                Table table = connection.getTable(TableName.valueOf("counts"));
                ResultScanner rows = table.getScanner(FAMILY, POSTS)) {
            for (Result row : rows) {
                byte[] key = row.getRow();
                Instant window = Instant.ofEpochMilli(Bytes.toLong(key));
                String topic = Bytes.toString(key, Long.BYTES, key.length - Long.BYTES);
                counts.put(new Use(window, topic), Bytes.toLong(row.getValue(FAMILY, POSTS)));
            }
        }
        return counts;
    }

    /** All posts that a panel of the dashboard shows, in its column {@code count}. */
    static long onDashboard(URI page, String title) throws IOException, InterruptedException {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(page.resolve("/panels.json")).build(),
                        HttpResponse.BodyHandlers.ofString());
        for (JsonNode panel : new ObjectMapper().readTree(answer.body())) {
            if (panel.path("title").asText().equals(title)) {
                int place = panel.path("columns").findValuesAsText("name").indexOf("count");
                long sum = 0;
                for (JsonNode row : panel.path("rows")) {
                    sum += row.path(2).path(place).asLong();
                }
                return sum;
            }
        }
        return 0;
    }
}
