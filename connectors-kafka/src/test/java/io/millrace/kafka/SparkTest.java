package io.millrace.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.Log;
import io.millrace.api.Options;
import io.millrace.api.Range;
import io.millrace.api.StartFrom;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.apache.spark.sql.streaming.Trigger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kafka as Spark's users meet it. */
class SparkTest {
    private static SparkSession spark;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() {
        spark = SparkSession.builder()
                .master("local[3]")
                .config("spark.ui.enabled", false)
                .config("spark.sql.shuffle.partitions", 2)
                .config("spark.sql.streaming.realTimeMode.allowlistCheck", false)
                .config("spark.sql.streaming.realTimeMode.minBatchDuration", 500)
                .config("spark.driver.host", "127.0.0.1")
                .getOrCreate();
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    @Test
    void aBatchShowsTheColumnsOfSparksOwnSource() throws Exception {
        String topic = Broker.topic(2);
        Broker.send(List.of(new ProducerRecord<>(
                topic,
                1,
                1_700_000_000_123L,
                Broker.bytes("k"),
                Broker.bytes("v"),
                List.of(new RecordHeader("h", Broker.bytes("x"))))));

        Row row = spark.read()
                .format("millrace")
                .options(Broker.given("connector", "kafka", "subscribe", topic))
                .option("columns", "native")
                .option("includeHeaders", "true")
                .load()
                .first();

        assertThat(row.schema().toDDL())
                .isEqualTo("key BINARY,value BINARY,topic STRING,partition INT,offset BIGINT,timestamp TIMESTAMP,"
                        + "timestampType INT,headers ARRAY<STRUCT<key: STRING, value: BINARY>>");
        assertThat(row.<byte[]>getAs("key")).isEqualTo(Broker.bytes("k"));
        assertThat(row.<byte[]>getAs("value")).isEqualTo(Broker.bytes("v"));
        assertThat(row.<String>getAs("topic")).isEqualTo(topic);
        assertThat(row.<Integer>getAs("partition")).isEqualTo(1);
        assertThat(row.<Long>getAs("offset")).isZero();
        assertThat(row.getTimestamp(5).getTime()).isEqualTo(1_700_000_000_123L);
        assertThat(row.<Integer>getAs("timestampType")).isZero();
        assertThat(row.<Row>getList(7).get(0).<String>getAs("key")).isEqualTo("h");
    }

    @Test
    void sqlReadsABoundedPart() throws Exception {
        String topic = Broker.topic(1);
        Broker.numbers(topic, 0, 0, 100);
        spark.sql("CREATE OR REPLACE TEMPORARY VIEW posts USING millrace OPTIONS (connector 'kafka', subscribe '"
                + topic
                + "', `kafka.bootstrap.servers` '" + Broker.server().bootstrap() + "', startingOffsets '{\"" + topic
                + "\":{\"0\":10}}', endingOffsets '{\"" + topic + "\":{\"0\":20}}', minPartitions '3')");
        Dataset<Row> rows = spark.sql("SELECT CAST(value AS STRING) FROM posts");
        assertThat(strings(rows)).containsExactlyInAnyOrderElementsOf(Reads.numbers(10, 20));
        assertThat(rows.rdd().getNumPartitions()).isEqualTo(3);
    }

    @Test
    void aStreamGoesOnAfterARestartWithNothingLostOrDoubled() throws Exception {
        String from = Broker.topic(2);
        String to = Broker.topic(2);
        Broker.numbers(from, 0, 0, 50);
        Broker.numbers(from, 1, 50, 100);
        StreamingQuery first = pipe(from, to, Trigger.AvailableNow(), Map.of("maxOffsetsPerTrigger", "30"));
        assertThat(first.awaitTermination(60_000)).isTrue();
        assertThat(Arrays.stream(first.recentProgress())
                        .mapToLong(StreamingQueryProgress::numInputRows)
                        .filter(rows -> rows > 0))
                .hasSize(4);
        Broker.numbers(from, 0, 100, 150);
        assertThat(pipe(from, to, Trigger.AvailableNow(), Map.of()).awaitTermination(60_000))
                .isTrue();

        assertThat(everythingIn(to)).containsExactlyInAnyOrderElementsOf(Reads.numbers(0, 150));
    }

    @Test
    void aTopicCreatedAnewStopsAStreamOrIsReadFromItsBeginning() throws Exception {
        String from = Broker.topic(1);
        String to = Broker.topic(1);
        Broker.numbers(from, 0, 0, 5);
        assertThat(pipe(from, to, Trigger.AvailableNow(), Map.of()).awaitTermination(60_000))
                .isTrue();
        Broker.server().deleteTopic(from);
        Broker.server().createTopic(from, 1);
        Broker.numbers(from, 0, 100, 110);

        StreamingQuery failing = pipe(from, to, Trigger.AvailableNow(), Map.of());
        assertThatThrownBy(() -> failing.awaitTermination(60_000))
                .hasMessageContaining("'" + from + "' was deleted and created again");
        assertThat(pipe(from, to, Trigger.AvailableNow(), Map.of("failOnDataLoss", "false"))
                        .awaitTermination(60_000))
                .isTrue();
        List<String> expected = new ArrayList<>(Reads.numbers(0, 5));
        expected.addAll(Reads.numbers(100, 110));
        assertThat(everythingIn(to)).containsExactlyElementsOf(expected);
    }

    @Test
    void realTimeModeHandsOverAsRecordsCome() throws Exception {
        String from = Broker.topic(2);
        String to = Broker.topic(1);
        Broker.numbers(from, 0, 0, 5);
        StreamingQuery query = pipe(from, to, Trigger.RealTime("2 seconds"), Map.of());
        try {
            await(to, Reads.numbers(0, 5));
            Broker.numbers(from, 1, 5, 10);
            await(to, Reads.numbers(0, 10));
        } finally {
            query.stop();
        }
    }

    @Test
    void aBrokerThatDoesNotAnswerEndsAQueryWithOneReadableError() {
        Dataset<Row> rows = spark.read()
                .format("millrace")
                .option("connector", "kafka")
                .option("kafka.bootstrap.servers", "127.0.0.1:1")
                .option("kafka.default.api.timeout.ms", "1000")
                .option("subscribe", "posts")
                .load();
        assertThatThrownBy(rows::count)
                .hasMessageContaining("Kafka at 127.0.0.1:1 could not")
                .hasMessageContaining("check that the brokers run");
    }

    private StreamingQuery pipe(String from, String to, Trigger trigger, Map<String, String> more) throws Exception {
        return spark.readStream()
                .format("millrace")
                .options(Broker.given("connector", "kafka", "subscribe", from, "startingOffsets", "earliest"))
                .options(more)
                .load()
                .select("key", "value")
                .writeStream()
                .format("millrace")
                .options(Broker.given("connector", "kafka", "topic", to))
                .option("checkpointLocation", directory.resolve("checkpoint").toString())
                .outputMode("update")
                .trigger(trigger)
                .start();
    }

    private static void await(String topic, List<String> values) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(everythingIn(topic)).containsExactlyInAnyOrderElementsOf(values));
    }

    private static List<String> everythingIn(String topic) throws Exception {
        Options options = Broker.input("subscribe", topic);
        List<String> values = new ArrayList<>();
        try (Log log = new KafkaInput().open(options)) {
            for (Range range : log.plan(log.start(new StartFrom.Earliest()), log.start(new StartFrom.Latest()))) {
                values.addAll(Reads.values(range, options));
            }
        }
        return values;
    }

    private static List<String> strings(Dataset<Row> rows) {
        return rows.collectAsList().stream().map(row -> row.getString(0)).toList();
    }
}
