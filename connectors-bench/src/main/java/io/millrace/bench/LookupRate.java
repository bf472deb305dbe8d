package io.millrace.bench;

import io.millrace.api.Columns;
import io.millrace.api.Key;
import io.millrace.api.Lookup;
import io.millrace.api.Options;
import io.millrace.runtime.StoreOptions;
import io.millrace.spark.Millrace;
import io.millrace.testkit.example.MemoryStore;
import io.millrace.testkit.example.MemoryStoreConnector;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
 * Look-ups: ours with and without a cache, and the store's own requests of equal size, as many at a time, without Spark. The
 * store is in memory and looks at all its rows for each request, which takes about as long as a server's answer.
 */
final class LookupRate implements Benchmark {
    private static final int AT_A_TIME = 500;
    private static final int IN_FLIGHT = 4;

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
        try (SparkSession spark = rig.spark(2, Map.of())) {
            for (long keys : new long[] {rows / 10, rows}) {
                String shape = "keys-" + keys;
                if (settings.wants(shape)) {
                    report.add(compare(rig, spark, shape, rows, keys));
                }
            }
        }
    }

    private static Result compare(Rig rig, SparkSession spark, String shape, long rows, long keys) throws Exception {
        Rig.say("measuring " + shape);
        MemoryStore.create(shape, new Columns("id BIGINT, name STRING"))
                .set(LongStream.range(0, keys)
                        .mapToObj(id -> List.of(id, "name " + id))
                        .toList());
        // A prime of steps through the keys, so that neighbours are not asked together.
        Dataset<Row> asked = spark.range(0, rows, 1, 2)
                .selectExpr("id * 7919 % " + keys + " AS key")
                .persist(StorageLevel.MEMORY_ONLY());
        long there = asked.count();
        List<Side> sides = List.of(
                Side.of("ours", () -> demand(there, join(spark, asked, shape, "0"))),
                Side.of("ours-cached", () -> demand(there, join(spark, asked, shape, "1000000"))),
                Side.of("requests", () -> demand(there, requests(shape, rows, keys))));
        Result result = Figures.throughput(
                        shape,
                        there,
                        Rounds.run(
                                sides,
                                rig.settings().warmRounds(),
                                rig.settings().rounds()))
                .against("requests", 0.85)
                .compare("ours-cached", "requests", 5);
        asked.unpersist();
        return result;
    }

    private static long join(SparkSession spark, Dataset<Row> asked, String store, String cacheSize) {
        Map<String, String> options = Map.of(
                "store",
                store,
                "lookup.keys",
                "id",
                "lookup.batchSize",
                Integer.toString(AT_A_TIME),
                "lookup.inFlight",
                Integer.toString(IN_FLIGHT),
                "lookup.cacheSize",
                cacheSize,
                "lookup.cacheTtl",
                "1h");
        return Millrace.lookup(spark, "memory-store", options)
                .join(asked, "key")
                .where("name = concat('name ', key)")
                .count();
    }

    /** How many rows are found by requests without anything around them. */
    private static long requests(String store, long rows, long keys) throws Exception {
        MemoryStoreConnector connector = new MemoryStoreConnector();
        Options options = StoreOptions.with(connector).read(Map.of("connector", connector.name(), "store", store));
        ExecutorService threads = Executors.newFixedThreadPool(IN_FLIGHT);
        try (Lookup lookup = connector.lookup(List.of("id"), List.of("name"), options)) {
            List<Callable<Long>> requests = new ArrayList<>();
            for (long from = 0; from < rows; from += AT_A_TIME) {
                long begin = from;
                long end = Math.min(rows, from + AT_A_TIME);
                requests.add(() -> found(lookup, begin, end, keys));
            }
            long found = 0;
            for (Future<Long> request : threads.invokeAll(requests)) {
                found += request.get();
            }
            return found;
        } finally {
            threads.shutdown();
        }
    }

    private static long found(Lookup lookup, long begin, long end, long keys) throws Exception {
        Set<Key> asked = new HashSet<>();
        List<Key> all = LongStream.range(begin, end)
                .mapToObj(row -> new Key(List.of(row * 7919 % keys)))
                .toList();
        asked.addAll(all);
        Map<Key, List<io.millrace.api.Row>> found = lookup.get(asked);
        return all.stream().filter(found::containsKey).count();
    }

    private static void demand(long there, long found) {
        if (found != there) {
            throw new IllegalStateException("Of " + there + " look-ups " + found + " found their row");
        }
    }
}
