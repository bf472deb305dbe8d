package io.millrace.examples;

import static io.millrace.examples.Addresses.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.file.PipelineFile;
import io.millrace.cli.pipeline.PipelineCheck;
import io.millrace.cli.pipeline.Running;
import io.millrace.cli.pipeline.Sessions;
import io.millrace.testkit.server.FreePorts;
import io.millrace.testkit.server.XServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.NaiveBayes;
import org.apache.spark.ml.feature.HashingTF;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.types.StructType;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole demo's pipeline in both forms, in Java and as a file, gives the same in every output. */
class WholePipelineFileTest {
    private static final Path FILE =
            Path.of(System.getProperty("millrace.root", ".."), "examples", "pipelines", "posts.yaml");
    private static final String BY_JAVA = "";
    private static final String BY_FILE = "-by-file";
    private static final String TOKEN = "token";
    private static final Duration BOUND = Duration.ofMinutes(3);
    private static final int POSTS = 300;

    @TempDir
    Path folder;

    /** Without HBase, HDFS and S3, which take long to start. */
    @Test
    void theFileGivesWhatTheJavaGives() throws Exception {
        compare(List.of("--only", "mongodb"));
    }

    @Test
    @Tag("soak")
    void theFileGivesWhatTheJavaGivesInTheWhole() throws Exception {
        Map<String, List<String>> outputs = compare(List.of());
        assertThat(outputs.get("archive")).hasSize(POSTS);
        assertThat(outputs).hasSize(10);
    }

    private Map<String, List<String>> compare(List<String> words) throws Exception {
        CompletableFuture<Servers> starting =
                CompletableFuture.supplyAsync(() -> Servers.start(Settings.of(words), Terminal.standard()));
        try (SparkSession spark = Surroundings.session()
                .master("local[4]")
                .config("spark.sql.shuffle.partitions", 1)
                .config("spark.sql.artifact.isolation.enabled", false)
                .getOrCreate()) {
            PipelineModel model = MoodTraining.savedAndLoaded(learned(spark), folder.resolve("model"));
            try (Servers servers = starting.join()) {
                URI page = URI.create("http://127.0.0.1:" + FreePorts.next() + "/");
                Addresses at = withSecrets(servers.addresses(
                        account(servers, BY_JAVA),
                        Map.of("connector", "dashboard", "heading", "Posts", "port", "" + page.getPort())));
                StaticData.fill(spark, at, Optional.empty());
                for (String topic : List.of("posts", "enriched", "alerts")) {
                    servers.kafka().createTopic(topic, 1);
                    servers.kafka().createTopic(topic + BY_FILE, 1);
                }
                run(
                        new PostsPipeline(
                                spark, at, model, folder.resolve("java").toString()),
                        file(at, account(servers, BY_FILE), page),
                        servers);
                Map<String, List<String>> byFile = new WholeOutputs(spark, at, page, BY_FILE).all();
                assertThat(byFile)
                        .isEqualTo(new WholeOutputs(spark, at, page, BY_JAVA).all())
                        .allSatisfy((output, rows) -> assertThat(rows).isNotEmpty());
                assertThat(byFile.get("enriched")).hasSize(POSTS + 1);
                return byFile;
            }
        } finally {
            var unused = starting.thenAccept(Servers::close);
        }
    }

    /** A model with the columns of the demo's own, but not chosen from several, so that it takes less time. */
    private static PipelineModel learned(SparkSession spark) {
        List<Row> posts = LabelledPosts.shipped().stream()
                .map(post -> RowFactory.create(post.text(), (double) post.mood()))
                .toList();
        String name = "SELECT *, element_at(array('%s'), CAST(prediction AS INT) + 1) AS sentiment FROM __THIS__"
                .formatted(String.join("', '", LabelledPosts.MOODS));
        return new org.apache.spark.ml.Pipeline()
                .setStages(new PipelineStage[] {
                    new SQLTransformer().setStatement(MoodTerms.statement()),
                    new HashingTF().setInputCol(MoodTerms.WORDS).setOutputCol(MoodTerms.WORDS + "_features"),
                    new NaiveBayes().setFeaturesCol(MoodTerms.WORDS + "_features"),
                    new SQLTransformer().setStatement(name)
                })
                .fit(spark.createDataFrame(posts, StructType.fromDDL("text STRING, label DOUBLE")));
    }

    /** The options of an account of X of its own. */
    private static Map<String, String> account(Servers servers, String suffix) {
        XServer x = servers.of(XServer.class).orElseThrow();
        String token = TOKEN + suffix;
        x.account(token, "{\"everything\":true,\"stamp\":false}");
        return Map.of("connector", "x", "endpoint", x.endpoint().toString(), "bearerToken", token, "rule.demo", "mill");
    }

    /** An application keeps one client of a bucket, so that both forms must tell the same keys in the same words. */
    private Addresses withSecrets(Addresses at) throws IOException {
        if (at.s3().isEmpty()) {
            return at;
        }
        Map<String, String> s3 =
                with(at.s3(), "accessKey", secret(at.s3(), "accessKey"), "secretKey", secret(at.s3(), "secretKey"));
        return new Addresses(at.x(), at.kafka(), at.mongodb(), at.hbase(), at.hdfs(), s3, at.dashboard());
    }

    /** The file, which finds the same servers, with names of its own for what it writes. */
    private PipelineFile file(Addresses at, Map<String, String> x, URI page) throws IOException {
        String whole = Files.readString(FILE);
        String text = (at.s3().isEmpty() ? reduced(whole) : whole)
                .replaceAll(
                        "(topic|subscribe|collection|table|title): (posts|enriched|alerts|authors|counts|[A-Z].*)\n",
                        "$1: $2" + BY_FILE + "\n")
                .replace("heading: Posts", "heading: Posts\n      port: " + page.getPort())
                .replace("rule.demo:", "endpoint: " + x.get("endpoint") + "\n      rule.demo:")
                .replace("env:X_BEARER_TOKEN", secret(x, "bearerToken"))
                .replace("env:MONGODB", secret(at.mongodb(), "connection.uri"))
                .replace("env:S3_ACCESS_KEY", at.s3().getOrDefault("accessKey", ""))
                .replace("env:S3_SECRET_KEY", at.s3().getOrDefault("secretKey", ""));
        return PipelineFile.parse(
                text,
                Map.of(
                        "BROKERS", option(at.kafka(), "kafka.bootstrap.servers"),
                        "ZOOKEEPER", at.hbase().getOrDefault("hbase.zookeeper.quorum", ""),
                        "PLACES", at.hdfs().getOrDefault("path", ""),
                        "ARCHIVE", at.s3().getOrDefault("path", "") + BY_FILE,
                        "S3", at.s3().getOrDefault("endpoint", ""),
                        "MODEL", folder.resolve("model").toString(),
                        "CHECKPOINT", folder.resolve("file").toString()));
    }

    /** The file as it would be without HBase, HDFS and S3. */
    private static String reduced(String file) {
        String lookup = "    lookup:\n(      .*\n)+";
        return file.replaceAll(
                        "(- name: with_topics\n)" + lookup,
                        "$1    sql: SELECT *, CAST(NULL AS STRING) AS topic FROM tagged\n")
                .replaceAll(
                        "(- name: with_places\n)" + lookup,
                        "$1    sql: SELECT *, CAST(NULL AS STRING) AS country, CAST(NULL AS DOUBLE) AS latitude,"
                                + " CAST(NULL AS DOUBLE) AS longitude FROM with_authors\n")
                .replaceAll("\n  (archive|counts):\n(    .*\n)+", "\n");
    }

    private String secret(Map<String, String> options, String name) throws IOException {
        return "file:" + Files.writeString(folder.resolve(name), option(options, name));
    }

    private static String option(Map<String, String> options, String name) {
        return Objects.requireNonNull(options.get(name));
    }

    /** Both at the same time, on the same posts, one of which comes twice by way of Kafka. */
    private static void run(PostsPipeline java, PipelineFile file, Servers servers) throws Exception {
        assertThat(PipelineCheck.of(file, Sessions::of)).isEmpty();
        io.millrace.cli.file.Pipeline pipeline = Objects.requireNonNull(file.pipeline());
        SparkSession session = Sessions.of(pipeline);
        try (Running running = Running.start(pipeline, session, progress -> {})) {
            List<RunningQueries> both =
                    List.of(new RunningQueries(java::start), new RunningQueries(() -> queries(session, pipeline)));
            both.forEach(RunningQueries::start);
            List<String> lines = lines();
            publish(servers, lines);
            both.forEach(RunningQueries::letNoMoreIn);
            sendAgain(servers, lines.get(0));
            for (RunningQueries form : both) {
                assertThat(form.finish(BOUND)).isTrue();
            }
            assertThat(running.failure()).isEmpty();
        }
    }

    /** In the order of the file. */
    private static List<StreamingQuery> queries(SparkSession session, io.millrace.cli.file.Pipeline pipeline) {
        return pipeline.outputs().stream()
                .map(output -> Stream.of(session.streams().active())
                        .filter(query -> query.name().equals(output.name().text()))
                        .findAny()
                        .orElseThrow())
                .toList();
    }

    /** The posts of the sample, a second apart. */
    private static List<String> lines() {
        Instant time = Instant.parse("2026-01-31T12:00:00Z");
        List<Post> posts = Posts.read(Optional.empty()).subList(0, POSTS);
        return IntStream.range(0, POSTS)
                .mapToObj(i -> posts.get(i).line("" + (1000 + i), time.plusSeconds(i)))
                .map(line -> new String(line, StandardCharsets.UTF_8))
                .toList();
    }

    /** Comes back when all posts have come to Kafka in both ways. */
    private static void publish(Servers servers, List<String> lines) {
        XServer x = servers.of(XServer.class).orElseThrow();
        for (String form : List.of(BY_JAVA, BY_FILE)) {
            await(() -> x.seen(TOKEN + form).path("connections").asInt() > 0);
            x.publish(TOKEN + form, lines);
        }
        for (String form : List.of(BY_JAVA, BY_FILE)) {
            await(() -> {
                Set<String> keys = new HashSet<>();
                TopicReader.readAll(
                        servers.kafka().bootstrap(),
                        "posts" + form,
                        record -> keys.add(new String(record.key(), StandardCharsets.UTF_8)));
                return keys.size() == POSTS;
            });
        }
    }

    /** As a pipeline that was killed may do it. */
    private static void sendAgain(Servers servers, String line) throws Exception {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", servers.kafka().bootstrap());
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            for (String form : List.of(BY_JAVA, BY_FILE)) {
                producer.send(new ProducerRecord<>("posts" + form, "again", line))
                        .get(30, TimeUnit.SECONDS);
            }
        }
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(BOUND).until(condition);
    }
}
