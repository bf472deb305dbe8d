package io.millrace.bench;

import io.millrace.spark.Millrace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Look-ups: ours with and without a cache, and without Spark the requests of the store's own client, of equal size and as many at a
 * time; and its requests for single keys, of which there are fewer.
 */
final class LookupRate implements Benchmark {
    private static final int TASKS = 2;
    /** A prime. */
    private static final long STEP = 7919;

    private static final int AT_A_TIME = 500;
    private static final int IN_FLIGHT = 4;
    private static final int FEWER = 20;
    /** A round takes a second or two, and Spark's planning of a query is compiled after many of them only. */
    private static final int WARM_ROUNDS = 10;

    /** Makes a shelf once it is its turn. */
    private interface Maker {
        Shelf make() throws Exception;
    }

    private static final List<Maker> SHELVES = List.of(MemoryShelf::new, MongoShelf::new, HBaseShelf::new);

    @Override
    public String name() {
        return "lookup";
    }

    @Override
    public void run(Rig rig, Report report) throws Exception {
        Settings settings = rig.settings();
        long rows = settings.records(200_000, 5_000);
        report.condition("look-ups", rows);
        report.condition("keys of a request", AT_A_TIME);
        report.condition("requests at a time", IN_FLIGHT);
        ExecutorService threads = Executors.newFixedThreadPool(IN_FLIGHT);
        try (SparkSession spark = rig.spark(TASKS, Map.of())) {
            for (Maker maker : SHELVES) {
                try (Shelf shelf = maker.make()) {
                    for (long keys : new long[] {rows / 10, rows}) {
                        if (settings.wants(shelf.name()) || settings.wants(shelf.name() + "-" + keys)) {
                            Rig.say("measuring " + shelf.name() + " with " + keys + " keys");
                            shelf.fill(keys);
                            report.add(batches(settings, spark, shelf, threads, rows, keys));
                            if (!(shelf instanceof MemoryShelf)) {
                                report.add(singles(settings, shelf, threads, rows / FEWER, keys));
                            }
                        }
                    }
                }
            }
        } finally {
            threads.shutdown();
        }
    }

    private static Result batches(
            Settings settings, SparkSession spark, Shelf shelf, ExecutorService threads, long rows, long keys)
            throws Exception {
        Dataset<Row> asked = spark.range(0, rows, 1, TASKS)
                .selectExpr(keySql(rows, keys) + " AS key")
                .persist(StorageLevel.MEMORY_ONLY());
        demand(rows, asked.count());
        List<Side> sides = List.of(
                Side.of("ours", () -> demand(rows, join(spark, asked, shelf, 0))),
                // What is remembered stays from round to round.
                Side.of("ours-cached", () -> demand(rows, join(spark, asked, shelf, 1_000_000))),
                Side.of("requests", () -> demand(rows, requests(shelf, threads, rows, keys))));
        Result result = Figures.throughput(
                        shelf.name() + "-" + keys,
                        rows,
                        Rounds.run(sides, WARM_ROUNDS * settings.warmRounds(), settings.rounds()))
                .against("requests", 0.85)
                .compare("ours-cached", "requests", 5);
        asked.unpersist();
        // To ask this JVM's memory takes less time than to start a job of Spark: that shows what we cost, and is no
        // yardstick.
        return shelf instanceof MemoryShelf ? result.unjudged() : result;
    }

    private static Result singles(Settings settings, Shelf shelf, ExecutorService threads, long rows, long keys)
            throws Exception {
        Side side = Side.of("requests", () -> {
            List<Callable<Long>> parts = new ArrayList<>();
            for (int i = 0; i < IN_FLIGHT; i++) {
                long from = rows * i / IN_FLIGHT;
                long to = rows * (i + 1) / IN_FLIGHT;
                parts.add(() -> {
                    long found = 0;
                    for (long row = from; row < to; row++) {
                        found += shelf.one(key(row, rows, keys)) ? 1 : 0;
                    }
                    return found;
                });
            }
            demand(rows, sum(threads, parts));
        });
        return Figures.throughput(
                shelf.name() + "-" + keys + "-one-by-one",
                rows,
                Rounds.run(List.of(side), settings.warmRounds(), settings.rounds()));
    }

    private static long join(SparkSession spark, Dataset<Row> asked, Shelf shelf, long cacheSize) {
        Map<String, String> options = new HashMap<>(shelf.options());
        options.put("lookup.keys", shelf.key());
        options.put("lookup.batchSize", Integer.toString(AT_A_TIME));
        options.put("lookup.inFlight", Integer.toString(IN_FLIGHT));
        options.put("lookup.cacheSize", Long.toString(cacheSize));
        options.put("lookup.cacheTtl", "1h");
        return Millrace.lookup(spark, shelf.name(), options)
                .join(asked, "key")
                .where("name = concat('name ', key)")
                .count();
    }

    private static long requests(Shelf shelf, ExecutorService threads, long rows, long keys) throws Exception {
        List<Callable<Long>> requests = new ArrayList<>();
        for (long from = 0; from < rows; from += AT_A_TIME) {
            long[] some = LongStream.range(from, Math.min(rows, from + AT_A_TIME))
                    .map(row -> key(row, rows, keys))
                    .toArray();
            requests.add(() -> shelf.batch(some));
        }
        return sum(threads, requests);
    }

    /**
     * The key of a row: a prime of steps through the keys, so that neighbours are not asked together, and each task begins
     * elsewhere, so that no two tasks ask for the same keys at the same time, which we would ask the store for once.
     */
    private static long key(long row, long rows, long keys) {
        long ofTask = rows / TASKS;
        return (row % ofTask + row / ofTask * (keys / TASKS)) * STEP % keys;
    }

    /** The same in Spark's words. */
    private static String keySql(long rows, long keys) {
        long ofTask = rows / TASKS;
        return String.format(
                Locale.ROOT, "(id %% %d + id div %d * %d) * %d %% %d", ofTask, ofTask, keys / TASKS, STEP, keys);
    }

    private static long sum(ExecutorService threads, List<Callable<Long>> parts) throws Exception {
        long sum = 0;
        for (Future<Long> part : threads.invokeAll(parts)) {
            sum += part.get();
        }
        return sum;
    }

    private static void demand(long there, long found) {
        if (found != there) {
            throw new IllegalStateException("Of " + there + " look-ups " + found + " found their row");
        }
    }
}
