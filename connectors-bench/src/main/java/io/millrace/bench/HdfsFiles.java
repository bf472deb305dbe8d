package io.millrace.bench;

import io.millrace.testkit.server.HdfsServer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/** Writing and scanning Parquet in HDFS in two tasks, beside Spark's own writer and reader. */
final class HdfsFiles implements Benchmark {
    private static final int THREADS = 2;
    private static final int PARTS = 4;
    private static final String FILL = "some fifty bytes of text that fill the column up ";

    @Override
    public String name() {
        return "files";
    }

    @Override
    public void run(Rig rig, Report report) throws Exception {
        Settings settings = rig.settings();
        long rows = settings.records(4_000_000, 20_000);
        report.condition("rows", rows);
        report.condition("files", PARTS);
        try (HdfsServer server = HdfsServer.start(1)) {
            Map<String, String> client = new HashMap<>();
            server.clientSettings().forEach((name, value) -> client.put("spark.hadoop." + name, value));
            try (SparkSession spark = rig.spark(THREADS, client)) {
                Dataset<Row> data = spark.range(0, rows, 1, PARTS)
                        .selectExpr("id", "id * 2 AS n", "concat('" + FILL + "', id) AS word")
                        .persist(StorageLevel.MEMORY_ONLY());
                data.write().format("noop").mode("overwrite").save();
                Place ours = new Place(spark, server.uri() + "/ours", rows);
                Place sparks = new Place(spark, server.uri() + "/sparks", rows);
                if (settings.wants("write")) {
                    report.add(write(settings, data, ours, sparks, rows));
                }
                if (settings.wants("scan")) {
                    sparks.remove();
                    sparks.write(data);
                    data.unpersist();
                    report.add(scan(settings, sparks, rows));
                }
            }
        }
    }

    private static Result write(Settings settings, Dataset<Row> data, Place ours, Place sparks, long rows)
            throws Exception {
        Rig.say("measuring write");
        List<Side> sides = List.of(
                new Side("ours", ours::remove, () -> ours.writeByUs(data), ours::demandAll),
                new Side("spark", sparks::remove, () -> sparks.write(data), sparks::demandAll));
        return Figures.throughput("write", rows, Rounds.run(sides, settings.warmRounds(), settings.rounds()))
                .against("spark", 0.95);
    }

    private static Result scan(Settings settings, Place place, long rows) throws Exception {
        Rig.say("measuring scan");
        List<Side> sides = List.of(Side.of("ours", place::scanByUs), Side.of("spark", place::scan));
        return Figures.throughput("scan", rows, Rounds.run(sides, settings.warmRounds(), settings.rounds()))
                .against("spark", 0.95);
    }

    /** A directory. */
    private record Place(SparkSession spark, String path, long rows) {
        void remove() throws Exception {
            Path directory = new Path(path);
            directory.getFileSystem(spark.sparkContext().hadoopConfiguration()).delete(directory, true);
        }

        void write(Dataset<Row> data) {
            data.write().parquet(path);
        }

        void writeByUs(Dataset<Row> data) {
            data.write()
                    .format("millrace")
                    .option("connector", "hdfs")
                    .option("path", path)
                    .mode("append")
                    .save();
        }

        void scan() {
            demand(spark.read().parquet(path));
        }

        void scanByUs() {
            demand(spark.read()
                    .format("millrace")
                    .option("connector", "hdfs")
                    .option("path", path)
                    .option("format", "parquet")
                    .load());
        }

        void demandAll() {
            scan();
        }

        private void demand(Dataset<Row> found) {
            Row sums =
                    found.selectExpr("count(id)", "sum(n)", "sum(length(word))").first();
            if (sums.getLong(0) != rows || sums.getLong(1) != rows * (rows - 1)) {
                throw new IllegalStateException("wanted " + rows + " rows, found " + sums);
            }
        }
    }
}
