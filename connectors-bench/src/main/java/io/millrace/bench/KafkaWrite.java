package io.millrace.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/** Writing to Kafka: ours, and Spark's own sink. */
final class KafkaWrite implements Benchmark {
    private static final int PARTITIONS = 4;

    /** So that neither side's choice of producer settings counts. */
    private static final Map<String, String> EQUAL_SETTINGS = Map.of(
            "kafka.acks", "all",
            "kafka.enable.idempotence", "true",
            "kafka.linger.ms", "5",
            "kafka.batch.size", "131072",
            "kafka.buffer.memory", "67108864");

    @Override
    public String name() {
        return "kafka-write";
    }

    @Override
    public void run(Rig rig, Report report) throws Exception {
        Settings settings = rig.settings();
        long records = settings.records(3_000_000, 20_000);
        report.condition("records", records);
        report.condition("equal-settings", new TreeMap<>(EQUAL_SETTINGS));
        try (SparkSession spark = rig.spark(2, Map.of())) {
            Dataset<Row> rows = rows(spark, records);
            Checksum truth = Checksum.ofRows(rows);
            if (settings.wants("defaults")) {
                report.add(compare(rig, rows, truth, "defaults", Map.of()));
            }
            if (settings.wants("equal-settings")) {
                report.add(compare(rig, rows, truth, "equal-settings", EQUAL_SETTINGS));
            }
        }
    }

    private static Dataset<Row> rows(SparkSession spark, long records) {
        Dataset<Row> rows = spark.range(0, records, 1, PARTITIONS)
                .selectExpr(
                        "unhex(lpad(hex(id), 16, '0')) AS key",
                        "unhex(concat(sha2(hex(id), 512), substr(sha2(hex(id), 384), 1, 72))) AS value")
                .persist(StorageLevel.MEMORY_ONLY());
        rows.write().format("noop").mode("overwrite").save();
        return rows;
    }

    private static Result compare(Rig rig, Dataset<Row> rows, Checksum truth, String name, Map<String, String> producer)
            throws Exception {
        Rig.say("measuring " + name);
        List<Side> sides = new ArrayList<>();
        for (Sink sink : List.of(Sink.OURS, Sink.SPARK)) {
            NewTopic topic = new NewTopic(rig, name + "-" + sink.name());
            sides.add(new Side(
                    sink.name(), topic::create, () -> sink.write(rows, rig.brokers(), topic.name(), producer), () -> {
                        truth.demand(
                                Checksum.of(RawReader.ofKeysAndValues(rig.brokers()), topic.name())
                                        .content(),
                                sink.name());
                        topic.delete();
                    }));
        }
        return Figures.throughput(
                        name,
                        truth.count(),
                        Rounds.run(
                                sides,
                                rig.settings().warmRounds(),
                                rig.settings().rounds()))
                .against("spark", 1);
    }

    /** A topic that is another in each round, because producers remember the ones they met. */
    private static final class NewTopic {
        private final Rig rig;
        private final String prefix;
        private int number;

        private NewTopic(Rig rig, String prefix) {
            this.rig = rig;
            this.prefix = prefix;
        }

        String name() {
            return prefix + "-" + number;
        }

        void create() {
            number++;
            var unused = rig.topic(name());
        }

        void delete() {
            rig.deleteTopic(name());
        }
    }
}
