package io.millrace.bench;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Reading Kafka: ours, Spark's own source as it is and tuned, and the bare consumer. */
final class KafkaRead implements Benchmark {
    private static final int PARTITIONS = 4;
    private static final long SMALL_QUERY = 40_444;

    @Override
    public String name() {
        return "kafka-read";
    }

    @Override
    public void run(Rig rig, Report report) throws Exception {
        Settings settings = rig.settings();
        report.condition("ours", Source.OURS.options());
        report.condition("tuned", Source.TUNED.options());
        report.condition("raw", new TreeMap<>(RawReader.SETTINGS));
        try (SparkSession spark = rig.spark(2, Map.of())) {
            long records = settings.records(12_000_000, 20_000);
            String topic = rig.topic("read");
            report.condition("records", records);
            TopicFiller.fill(rig.brokers(), topic, PARTITIONS, records);
            new Shapes(spark, rig, topic, records).run(report);
            if (settings.wants("small-query")) {
                String small = rig.topic("small");
                long few = settings.quick() ? 4_000 : SMALL_QUERY;
                report.condition("small-query.records", few);
                TopicFiller.fill(rig.brokers(), small, PARTITIONS, few);
                report.add(new Shapes(spark, rig, small, few).small());
            }
            if (settings.wants("micro-batches")) {
                report.add(new MicroBatches(spark, rig).run(report));
            }
        }
    }

    /** The shapes of a batch query. */
    private record Shapes(SparkSession spark, Rig rig, String topic, long records) {
        void run(Report report) throws Exception {
            checkSums(report);
            if (rig.settings().wants("all")) {
                report.add(throughput("all", all())
                        .against("default", 3)
                        .against("tuned", 2)
                        .against("raw", 0.5));
            }
            if (rig.settings().wants("value")) {
                report.add(throughput("value", value())
                        .against("default", 3.5)
                        .against("tuned", 2.5)
                        .against("raw", 0.65));
            }
            if (rig.settings().wants("aggregate")) {
                report.add(throughput("aggregate", aggregate())
                        .against("default", 3.5)
                        .against("tuned", 2.5)
                        .against("raw", 0.65));
            }
        }

        /** Many rounds, because one takes no time. */
        Result small() throws Exception {
            int rounds = rig.settings().quick() ? 1 : Math.max(9, rig.settings().rounds());
            Map<String, Rounds.Taken> taken = Rounds.run(value(), rig.settings().warmRounds(), rounds);
            return Figures.millis("small-query", taken).against("default", 0).against("tuned", 0);
        }

        private void checkSums(Report report) throws Exception {
            Rig.say("comparing checksums");
            Checksum truth = Checksum.of(RawReader.ofKeysAndValues(rig.brokers()), topic);
            report.condition("checksum", truth);
            for (Source source : List.of(Source.OURS, Source.DEFAULT, Source.TUNED)) {
                truth.demand(Checksum.of(read(source), "offset"), source.name());
            }
            truth.demand(Checksum.of(read(Source.OURS_SHARED), "CAST(position AS BIGINT)"), Source.OURS_SHARED.name());
        }

        private Result throughput(String shape, List<Side> sides) throws Exception {
            Rig.say("measuring " + shape);
            return Figures.throughput(
                    shape,
                    records,
                    Rounds.run(
                            sides, rig.settings().warmRounds(), rig.settings().rounds()));
        }

        private List<Side> all() {
            List<Side> sides = new ArrayList<>();
            for (Source source : List.of(Source.OURS, Source.OURS_SHARED, Source.DEFAULT, Source.TUNED)) {
                sides.add(Side.of(source.name(), () -> sink(read(source))));
            }
            sides.add(raw(RawReader.ofKeysAndValues(rig.brokers())));
            return sides;
        }

        private List<Side> value() {
            List<Side> sides = new ArrayList<>();
            for (Source source : List.of(Source.OURS, Source.DEFAULT, Source.TUNED)) {
                sides.add(Side.of(source.name(), () -> sink(read(source).select("value"))));
            }
            sides.add(raw(RawReader.ofValues(rig.brokers())));
            return sides;
        }

        private List<Side> aggregate() {
            List<Side> sides = new ArrayList<>();
            for (Source source : List.of(Source.OURS, Source.DEFAULT, Source.TUNED)) {
                sides.add(Side.of(
                        source.name(),
                        () -> demand(read(source)
                                .agg(count(lit(1)), sum(length(col("value"))))
                                .first())));
            }
            sides.add(raw(RawReader.ofValues(rig.brokers())));
            return sides;
        }

        private Side raw(RawReader reader) {
            return Side.of("raw", () -> {
                long bytes = reader.sum(topic, record -> record.value().length);
                demand(bytes / TopicFiller.VALUE_BYTES, bytes);
            });
        }

        private Dataset<Row> read(Source source) {
            return source.batch(spark, rig.brokers(), topic);
        }

        private void demand(Row sums) {
            demand(sums.getLong(0), sums.getLong(1));
        }

        private void demand(long count, long bytes) {
            if (count != records || bytes != records * TopicFiller.VALUE_BYTES) {
                throw new IllegalStateException(
                        "read " + count + " records of " + bytes + " bytes, but " + topic + " has " + records);
            }
        }

        private static void sink(Dataset<Row> rows) {
            rows.write().format("noop").mode("overwrite").save();
        }
    }
}
