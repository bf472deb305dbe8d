package io.millrace.bench;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
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
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.bson.Document;

/**
 * Writing documents in two tasks, beside MongoDB's own client with unordered bulks of equal size in two threads, and scanning them
 * in one task, beside the client's cursor in one thread. The server is the stand-in, in memory; it takes most of the processors.
 */
final class MongoDb implements Benchmark {
    private static final int THREADS = 2;
    private static final int BULK = 1000;
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
        report.condition("documents", rows);
        report.condition("documents of a bulk", BULK);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (MongoServer server = MongoServer.startInMemory();
                MongoClient client = MongoClients.create(server.uri());
                SparkSession spark = rig.spark(THREADS, Map.of())) {
            Map<String, String> given =
                    Map.of("connection.uri", server.uri(), "database", DATABASE, "collection", COLLECTION);
            Bare bare = new Bare(client, threads, rows);
            bare.empty();
            if (settings.wants("write")) {
                report.add(write(settings, spark, given, bare, rows));
            }
            bare.empty();
            bare.write();
            if (settings.wants("scan")) {
                report.add(scan(settings, spark, given, bare, rows));
            }
        } finally {
            threads.shutdown();
        }
    }

    private static Result write(Settings settings, SparkSession spark, Map<String, String> given, Bare bare, long rows)
            throws Exception {
        Rig.say("measuring write");
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
                new Side("raw", bare::empty, bare::write, bare::demandAll));
        Result result = Figures.throughput("write", rows, Rounds.run(sides, settings.warmRounds(), settings.rounds()))
                .against("raw", 0.8);
        data.unpersist();
        return result;
    }

    private static Result scan(Settings settings, SparkSession spark, Map<String, String> given, Bare bare, long rows)
            throws Exception {
        Rig.say("measuring scan");
        List<Side> sides = List.of(
                Side.of("ours", () -> {
                    Row sums = spark.read()
                            .format("millrace")
                            .option("connector", "mongodb")
                            .options(given)
                            .option("slices", 1)
                            .schema("_id BIGINT, n BIGINT, word STRING")
                            .load()
                            .selectExpr("count(_id)", "sum(n)", "sum(length(word))")
                            .first();
                    demand(rows, sums.getLong(0), sums.getLong(1));
                }),
                Side.of("raw", () -> {
                    long[] sums = bare.scan();
                    demand(rows, sums[0], sums[1]);
                }));
        return Figures.throughput("scan", rows, Rounds.run(sides, settings.warmRounds(), settings.rounds()))
                .against("raw", 0.8);
    }

    private static void demand(long rows, long count, long sum) {
        if (count != rows || sum != rows * (rows - 1)) {
            throw new IllegalStateException("wanted " + rows + " rows, found " + count + " with the sum " + sum);
        }
    }

    /** MongoDB's own client. */
    private record Bare(MongoClient client, ExecutorService threads, long rows) {
        private MongoCollection<Document> collection() {
            return client.getDatabase(DATABASE).getCollection(COLLECTION);
        }

        void empty() {
            collection().drop();
            client.getDatabase(DATABASE).createCollection(COLLECTION);
            // The stand-in keeps all changes, in memory, for ever.
            client.getDatabase("local").getCollection("oplog.rs").deleteMany(new Document());
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
                Document document = new Document("_id", i).append("n", i * 2).append("word", FILL + i);
                bulk.add(new ReplaceOneModel<>(new Document("_id", i), document, new ReplaceOptions().upsert(true)));
                if (bulk.size() == BULK || i + 1 == to) {
                    collection().bulkWrite(bulk, new BulkWriteOptions().ordered(false));
                    bulk.clear();
                }
            }
        }

        long[] scan() {
            long[] sums = new long[3];
            for (Document document : collection().find().batchSize(10_000)) {
                sums[0] += document.getLong("_id") >= 0 ? 1 : 0;
                sums[1] += document.getLong("n");
                sums[2] += document.getString("word").length();
            }
            return sums;
        }

        void demandAll() {
            long[] sums = scan();
            demand(rows, sums[0], sums[1]);
        }
    }
}
