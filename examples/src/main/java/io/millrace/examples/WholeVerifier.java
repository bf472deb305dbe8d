package io.millrace.examples;

import io.millrace.testkit.server.HBaseServer;
import io.millrace.testkit.server.HdfsServer;
import io.millrace.testkit.server.MongoServer;
import io.millrace.testkit.server.S3Server;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;

/** Reads all outputs of the whole demo back by plain clients, and holds them against what was handed over. */
final class WholeVerifier {
    private final SparkSession spark;
    private final Servers servers;
    private final URI page;
    private final Optional<Path> profiles;
    private final HandedOver handedOver;

    WholeVerifier(SparkSession spark, Servers servers, URI page, Optional<Path> profiles, HandedOver handedOver) {
        this.spark = spark;
        this.servers = servers;
        this.page = page;
        this.profiles = profiles;
        this.handedOver = handedOver;
    }

    /** How many posts have not come to Kafka yet. */
    long awaited() {
        return topic("posts", record -> {}).lost();
    }

    /** What was found, by output. */
    Map<String, Found> verify() throws IOException, InterruptedException {
        Map<String, Found> found = new LinkedHashMap<>();
        AlertsCheck alerts = new AlertsCheck();
        found.put("posts", topic("posts", record -> {}));
        JoinsCheck joins = joins();
        Consumer<ConsumerRecord<byte[], byte[]>> both = alerts::expect;
        found.put("enriched", topic("enriched", both.andThen(joins::take)));
        if (servers.of(MongoServer.class).isPresent()) {
            found.put("joined", joins.found());
        }
        TopicReader.readAll(servers.kafka().bootstrap(), "alerts", alerts::take);
        found.put("alerts", alerts.found());
        Optional<S3Server> s3 = servers.of(S3Server.class);
        if (s3.isPresent()) {
            found.put("archive", archive(s3.get()));
        }
        Optional<MongoServer> mongo = servers.of(MongoServer.class);
        if (mongo.isPresent()) {
            Map<String, Long> stored = StoredCounts.inMongo(mongo.get().uri());
            found.put("authors", Tally.compare("posts of authors", handedOver.authors(), stored, 0));
        }
        Optional<HBaseServer> hbase = servers.of(HBaseServer.class);
        if (hbase.isPresent()) {
            Map<Use, Long> stored = StoredCounts.inHBase(hbase.get());
            found.put("counts", Tally.compare("posts about topics", topics(), stored, 0));
        }
        long shown = StoredCounts.onDashboard(page, "Mood of the posts");
        Map<String, Long> all = Map.of("all", (long) handedOver.count());
        found.put("dashboard", Tally.compare("posts on the page", all, Map.of("all", shown), 0));
        return found;
    }

    private JoinsCheck joins() {
        return new JoinsCheck(
                StaticData.profiles(profiles),
                servers.of(HdfsServer.class).isPresent() ? StaticData.countries() : Map.of());
    }

    private Found topic(String topic, Consumer<ConsumerRecord<byte[], byte[]>> more) {
        ScoredCheck check = new ScoredCheck(handedOver, Source.Delivery.AT_LEAST_ONCE);
        TopicReader.readAll(servers.kafka().bootstrap(), topic, record -> {
            check.take(record);
            more.accept(record);
        });
        return check.found();
    }

    /** Spark's own reader finds each post in the Parquet files exactly once. */
    private Found archive(S3Server s3) {
        List<String> ids = spark.read()
                .options(s3.s3aSettings())
                .parquet("s3a://demo/posts")
                .select("id")
                .as(Encoders.STRING())
                .collectAsList();
        Set<String> different = new HashSet<>(ids);
        long right = different.stream().filter(id -> handedOver.number(id) >= 0).count();
        long in = handedOver.count();
        return new Found("posts", in, right, in - right, ids.size() - right, 0);
    }

    private Map<Use, Long> topics() {
        Map<String, String> known = StaticData.topics();
        Map<Use, Long> posts = new HashMap<>();
        handedOver
                .subjects()
                .forEach((use, count) ->
                        posts.merge(new Use(use.window(), known.getOrDefault(use.tag(), "other")), count, Long::sum));
        return posts;
    }
}
