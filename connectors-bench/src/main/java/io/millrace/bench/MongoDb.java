package io.millrace.bench;

import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.WriteModel;
import io.millrace.testkit.server.MongoServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.bson.Document;

/**
 * Writing documents in two tasks, beside MongoDB's own client with unordered bulks of equal size in two threads, and scanning
 * them in one task, beside the client's cursor in one thread: many documents, which shows the speed, and few, which shows what a
 * query costs. Scans are in the order of {@code _id}, and in the server's own, in which MongoDB's connector for Spark reads too,
 * few alone. The server is the stand-in, in memory; it takes most of the processors.
 */
final class MongoDb implements Benchmark {
    private static final int THREADS = 2;
    private static final int BULK = 1000;
    /** Rounds are short, and Spark's planning of a query is compiled after many of them only. */
    private static final int WARM_ROUNDS = 4;

    private static final String MONGO_SPARK = "mongo-spark";
    private static final String SAME_FIELDS = "cursor-same-fields";
    /** A scan is to take long beside the start of a job; the stand-in holds no more in a heap that leaves others some. */
    private static final int TIMES_SCANNED = 10;

    private static final long MOST_IN_ONE_REPLY = 400_000;
    private static final int FILLED_AT_ONCE = 10_000;
    private static final String DATABASE = "bench";
    private static final String COLLECTION = "rows";
    private static final String FILL = "some fifty bytes of text that fill the field up";

    @Override
    public String name() {
        return "mongodb";
    }

    @Override
    public void run(Rig rig, Report report) throws Exception {
        Settings settings = rig.settings();
        long rows = settings.records(100_000, 4_000);
        report.condition("documents written", rows);
        report.condition("documents of a bulk", BULK);
        report.condition("documents scanned", rows * TIMES_SCANNED);
        report.condition("documents of the small scan", rows);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (MongoServer server = MongoServer.startInMemory("4g");
                MongoClient client = MongoClients.create(server.uri());
                SparkSession spark = rig.spark(THREADS, Map.of())) {
            Map<String, String> given =
                    Map.of("connection.uri", server.uri(), "database", DATABASE, "collection", COLLECTION);
            Bare few = Bare.of(client, threads, rows);
            few.empty();
            if (settings.wants("write")) {
                report.add(write(settings, spark, given, few));
            }
            if (settings.wants("small-scan")) {
                few.empty();
                few.fill();
                report.add(Figures.millis("small-scan", scan(settings, spark, given, few))
                        .compare("ours-unordered", MONGO_SPARK, 0));
            }
            if (settings.wants("scan")) {
                Bare many = Bare.of(client, threads, rows * TIMES_SCANNED);
                many.empty();
                many.fill();
                report.add(Figures.throughput("scan", many.rows(), scan(settings, spark, given, many))
                        .against("cursor-ordered", 0.8)
                        .compare("ours-unordered", SAME_FIELDS, 0.8)
                        .compare("ours-unordered", "cursor", 0));
            }
        } finally {
            threads.shutdown();
        }
    }

    private static Result write(Settings settings, SparkSession spark, Map<String, String> given, Bare bare)
            throws Exception {
        Rig.say("measuring write");
        long rows = bare.rows();
        Dataset<Row> data = spark.range(0, rows, 1, THREADS)
                .selectExpr("id AS _id", "id * 2 AS n", "concat('" + FILL + "', id) AS word")
                .persist(StorageLevel.MEMORY_ONLY());
        data.write().format("noop").mode("overwrite").save();
        List<Side> sides = List.of(
                new Side(
                        "ours",
                        bare::empty,
                        () -> data.write()
                                .format("millrace")
                                .option("connector", "mongodb")
                                .options(given)
                                .option("maxBatchSize", BULK)
                                .mode("append")
                                .save(),
                        bare::demandAll),
                new Side(
                        MONGO_SPARK,
                        bare::empty,
                        () -> data.write()
                                .format("mongodb")
                                .options(given)
                                .option("maxBatchSize", BULK)
                                .option("ordered", false)
                                .mode("append")
                                .save(),
                        bare::demandAll),
                new Side("raw", bare::empty, bare::write, bare::demandAll));
        Result result = Figures.throughput(
                        "write", rows, Rounds.run(sides, WARM_ROUNDS * settings.warmRounds(), settings.rounds()))
                .against(MONGO_SPARK, 0)
                .against("raw", 0.8);
        data.unpersist();
        return result;
    }

    private static Map<String, Rounds.Taken> scan(
            Settings settings, SparkSession spark, Map<String, String> given, Bare bare) throws Exception {
        Rig.say("measuring a scan of " + bare.rows());
        List<Side> sides = new ArrayList<>(List.of(
                Side.of("ours", () -> demandAll(ours(spark, true), given, bare)),
                Side.of("ours-unordered", () -> demandAll(ours(spark, false), given, bare)),
                Side.of("cursor-ordered", bare::demandAllInOrder),
                Side.of(SAME_FIELDS, bare::demandSameFields),
                Side.of("cursor", bare::demandAll)));
        // It has no option for the size of a reply, and the stand-in, unlike MongoDB, then sends all in one, which the
        // client
        // refuses from 48 MB on.
        if (bare.rows() <= MOST_IN_ONE_REPLY) {
            sides.add(Side.of(MONGO_SPARK, () -> demandAll(mongoSpark(spark), given, bare)));
        }
        return Rounds.run(sides, WARM_ROUNDS * settings.warmRounds(), settings.rounds());
    }

    private static DataFrameReader ours(SparkSession spark, boolean resumes) {
        return spark.read()
                .format("millrace")
                .option("connector", "mongodb")
                .option("slices", 1)
                .option("resumes", resumes);
    }

    private static DataFrameReader mongoSpark(SparkSession spark) {
        return spark.read()
                .format("mongodb")
                .option("partitioner", "com.mongodb.spark.sql.connector.read.partitioner.SinglePartitionPartitioner");
    }

    private static void demandAll(DataFrameReader reader, Map<String, String> given, Bare bare) {
        Row sums = reader.options(given)
                .schema("_id BIGINT, n BIGINT, word STRING")
                .load()
                .selectExpr("count(_id)", "sum(n)", "sum(octet_length(word))")
                .first();
        bare.demand(sums.getLong(0), sums.getLong(1), sums.getLong(2));
    }

    /**
     * MongoDB's own client.
     *
     * @param letters how long the texts of all documents are together
     */
    private record Bare(MongoClient client, ExecutorService threads, long rows, long letters) {
        static Bare of(MongoClient client, ExecutorService threads, long rows) {
            long letters = LongStream.range(0, rows)
                    .map(i -> FILL.length() + Long.toString(i).length())
                    .sum();
            return new Bare(client, threads, rows, letters);
        }

        private MongoCollection<Document> collection() {
            return client.getDatabase(DATABASE).getCollection(COLLECTION);
        }

        void empty() {
            collection().drop();
            client.getDatabase(DATABASE).createCollection(COLLECTION);
            forgetChanges();
        }

        /** The stand-in keeps all changes, in memory, for ever. */
        private void forgetChanges() {
            client.getDatabase("local").getCollection("oplog.rs").deleteMany(new Document());
        }

        /** Adds all documents, in the order of {@code _id}. */
        void fill() {
            for (long from = 0; from < rows; from += FILLED_AT_ONCE) {
                List<Document> some = new ArrayList<>();
                for (long i = from; i < Math.min(rows, from + FILLED_AT_ONCE); i++) {
                    some.add(document(i));
                }
                collection().insertMany(some);
                forgetChanges();
            }
        }

        private static Document document(long i) {
            return new Document("_id", i).append("n", i * 2).append("word", FILL + i);
        }

        void write() throws Exception {
            List<Callable<Void>> parts = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int part = i;
                parts.add(() -> {
                    write(rows * part / THREADS, rows * (part + 1) / THREADS);
                    return null;
                });
            }
            for (Future<Void> one : threads.invokeAll(parts)) {
                one.get();
            }
        }

        private void write(long from, long to) {
            List<WriteModel<Document>> bulk = new ArrayList<>();
            for (long i = from; i < to; i++) {
                bulk.add(new ReplaceOneModel<>(new Document("_id", i), document(i), new ReplaceOptions().upsert(true)));
                if (bulk.size() == BULK || i + 1 == to) {
                    collection().bulkWrite(bulk, new BulkWriteOptions().ordered(false));
                    bulk.clear();
                }
            }
        }

        void demandAll() {
            demand(collection().find());
        }

        /** Asks for the fields that our scan asks for: the server then makes each document anew. */
        void demandSameFields() {
            demand(collection().find().projection(Projections.include("_id", "n", "word")));
        }

        void demandAllInOrder() {
            demand(collection().find().sort(new Document("_id", 1)));
        }

        private void demand(FindIterable<Document> all) {
            long count = 0;
            long sum = 0;
            long length = 0;
            for (Document document : all.batchSize(10_000)) {
                count += document.getLong("_id") >= 0 ? 1 : 0;
                sum += document.getLong("n");
                length += document.getString("word").length();
            }
            demand(count, sum, length);
        }

        void demand(long count, long sum, long length) {
            if (count != rows || sum != rows * (rows - 1) || length != letters) {
                throw new IllegalStateException("wanted " + rows + " rows, found " + count + " with the sum " + sum
                        + " and " + length + " letters");
            }
        }
    }
}
