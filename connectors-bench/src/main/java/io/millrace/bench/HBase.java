package io.millrace.bench;

import io.millrace.testkit.server.HBaseServer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.BufferedMutator;
import org.apache.hadoop.hbase.client.BufferedMutatorParams;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.RegionInfo;
import org.apache.hadoop.hbase.client.ResultScanner;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/** Writing and scanning a table of four regions in two tasks, beside HBase's own client in two threads without Spark. */
final class HBase implements Benchmark {
    private static final int THREADS = 2;
    private static final int REGIONS = 4;
    /** Rounds are short, and Spark's planning of a query is compiled after many of them only. */
    private static final int WARM_ROUNDS = 4;

    private static final TableName TABLE = TableName.valueOf("bench");
    private static final String MAPPING = "id BIGINT :key, n BIGINT f:n, word STRING f:word";
    private static final byte[] F = Bytes.toBytes("f");
    private static final byte[] N = Bytes.toBytes("n");
    private static final byte[] WORD = Bytes.toBytes("word");
    private static final String FILL = "some fifty bytes of text that fill the cell up";

    @Override
    public String name() {
        return "hbase";
    }

    @Override
    public void run(Rig rig, Report report) throws Exception {
        Settings settings = rig.settings();
        long rows = settings.records(400_000, 4_000);
        report.condition("rows", rows);
        report.condition("regions", REGIONS);
        Configuration client = HBaseConfiguration.create();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (HBaseServer server = HBaseServer.start();
                SparkSession spark = rig.spark(THREADS, Map.of())) {
            server.clientSettings().forEach(client::set);
            try (Connection connection = ConnectionFactory.createConnection(client)) {
                Map<String, String> given = new HashMap<>(server.clientSettings());
                given.put("table", TABLE.getNameAsString());
                given.put("mapping", MAPPING);
                create(connection, rows);
                Bare bare = new Bare(connection, threads, rows);
                if (settings.wants("write")) {
                    report.add(write(settings, spark, given, bare, rows));
                }
                bare.write();
                if (settings.wants("scan")) {
                    report.add(scan(settings, spark, given, bare, rows));
                }
            }
        } finally {
            threads.shutdown();
        }
    }

    private static Result write(Settings settings, SparkSession spark, Map<String, String> given, Bare bare, long rows)
            throws Exception {
        Rig.say("measuring write");
        Dataset<Row> data = spark.range(0, rows, 1, REGIONS)
                .selectExpr("id", "id * 2 AS n", "concat('" + FILL + "', id) AS word")
                .persist(StorageLevel.MEMORY_ONLY());
        data.write().format("noop").mode("overwrite").save();
        List<Side> sides = List.of(
                new Side(
                        "ours",
                        bare::empty,
                        () -> data.write()
                                .format("millrace")
                                .option("connector", "hbase")
                                .options(given)
                                .mode("append")
                                .save(),
                        bare::demandAll),
                new Side("raw", bare::empty, bare::write, bare::demandAll));
        Result result = Figures.throughput(
                        "write", rows, Rounds.run(sides, WARM_ROUNDS * settings.warmRounds(), settings.rounds()))
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
                            .option("connector", "hbase")
                            .options(given)
                            .load()
                            .selectExpr("count(id)", "sum(n)", "sum(octet_length(word))")
                            .first();
                    demand(rows, sums.getLong(0), sums.getLong(1));
                }),
                Side.of("raw", () -> {
                    long[] sums = bare.scan();
                    demand(rows, sums[0], sums[1]);
                }));
        return Figures.throughput(
                        "scan", rows, Rounds.run(sides, WARM_ROUNDS * settings.warmRounds(), settings.rounds()))
                .against("raw", 0.8);
    }

    private static void demand(long rows, long count, long sum) {
        if (count != rows || sum != rows * (rows - 1)) {
            throw new IllegalStateException("wanted " + rows + " rows, found " + count + " with the sum " + sum);
        }
    }

    private static void create(Connection connection, long rows) throws Exception {
        byte[][] splits = new byte[REGIONS - 1][];
        for (int i = 1; i < REGIONS; i++) {
            splits[i - 1] = Bytes.toBytes(rows * i / REGIONS);
        }
        try (Admin admin = connection.getAdmin()) {
            admin.createTable(
                    TableDescriptorBuilder.newBuilder(TABLE)
                            .setColumnFamily(ColumnFamilyDescriptorBuilder.of(F))
                            .build(),
                    splits);
        }
    }

    /** HBase's own client. */
    private record Bare(Connection connection, ExecutorService threads, long rows) {
        void empty() throws Exception {
            try (Admin admin = connection.getAdmin()) {
                admin.disableTable(TABLE);
                admin.truncateTable(TABLE, true);
            }
        }

        void write() throws Exception {
            List<Callable<Void>> parts = new ArrayList<>();
            AtomicLong next = new AtomicLong();
            for (int i = 0; i < THREADS; i++) {
                parts.add(() -> {
                    for (long part = next.getAndIncrement(); part < REGIONS; part = next.getAndIncrement()) {
                        write(rows * part / REGIONS, rows * (part + 1) / REGIONS);
                    }
                    return null;
                });
            }
            for (Future<Void> one : threads.invokeAll(parts)) {
                one.get();
            }
        }

        private void write(long from, long to) throws Exception {
            try (BufferedMutator mutator =
                    connection.getBufferedMutator(new BufferedMutatorParams(TABLE).writeBufferSize(4 << 20))) {
                for (long i = from; i < to; i++) {
                    mutator.mutate(new Put(Bytes.toBytes(i))
                            .addColumn(F, N, Bytes.toBytes(i * 2))
                            .addColumn(F, WORD, Bytes.toBytes(FILL + i)));
                }
            }
        }

        long[] scan() throws Exception {
            List<RegionInfo> regions;
            try (Admin admin = connection.getAdmin()) {
                regions = admin.getRegions(TABLE);
            }
            List<Callable<long[]>> parts = new ArrayList<>();
            regions.forEach(region -> parts.add(() -> scan(region)));
            long[] sums = new long[3];
            for (Future<long[]> one : threads.invokeAll(parts)) {
                for (int i = 0; i < sums.length; i++) {
                    sums[i] += one.get()[i];
                }
            }
            return sums;
        }

        private long[] scan(RegionInfo region) throws Exception {
            long[] sums = new long[3];
            try (Table table = connection.getTable(TABLE);
                    ResultScanner scanner = table.getScanner(new Scan()
                            .withStartRow(region.getStartKey())
                            .withStopRow(region.getEndKey())
                            .addColumn(F, N)
                            .addColumn(F, WORD)
                            .setCacheBlocks(false))) {
                for (org.apache.hadoop.hbase.client.Result row : scanner) {
                    sums[0] += Bytes.toLong(row.getRow()) >= 0 ? 1 : 0;
                    sums[1] += Bytes.toLong(row.getValue(F, N));
                    sums[2] += Bytes.toString(row.getValue(F, WORD)).length();
                }
            }
            return sums;
        }

        void demandAll() throws Exception {
            long[] sums = scan();
            demand(rows, sums[0], sums[1]);
        }
    }
}
