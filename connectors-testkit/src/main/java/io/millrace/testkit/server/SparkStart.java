package io.millrace.testkit.server;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.api.java.JavaStreamingContext;

/** What most tests do with Spark, in small, so that its classes are loaded: a query with state, a DStream, the daemons. */
final class SparkStart {
    private static final List<String> DAEMONS = List.of(
            "org.apache.spark.deploy.master.Master",
            "org.apache.spark.deploy.worker.Worker",
            "org.apache.spark.deploy.worker.ExecutorRunner",
            "org.apache.spark.executor.CoarseGrainedExecutorBackend",
            "org.apache.spark.scheduler.cluster.StandaloneSchedulerBackend",
            "org.apache.spark.streaming.scheduler.ReceiverTracker",
            "org.apache.spark.streaming.receiver.ReceiverSupervisorImpl");
    private static final long BOUND_SECONDS = 60;

    private SparkStart() {}

    public static void main(String[] args) throws Exception {
        for (String daemon : DAEMONS) {
            Class.forName(daemon);
        }
        SparkSession spark = SparkSession.builder()
                .master("local[2]")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.ui.enabled", false)
                .config("spark.sql.shuffle.partitions", 2)
                .getOrCreate();
        Path checkpoint = Files.createTempDirectory(Path.of("").toAbsolutePath(), "checkpoint");
        VoidFunction2<Dataset<Row>, Long> collect = (rows, number) -> rows.collectAsList();
        StreamingQuery query = spark.readStream()
                .format("rate")
                .load()
                .groupBy("value")
                .count()
                .writeStream()
                .outputMode("update")
                .option("checkpointLocation", checkpoint.toString())
                .foreachBatch(collect)
                .trigger(Trigger.AvailableNow())
                .start();
        query.awaitTermination(TimeUnit.SECONDS.toMillis(BOUND_SECONDS));
        stream(spark);
        spark.stop();
    }

    @SuppressWarnings("deprecation")
    private static void stream(SparkSession spark) throws InterruptedException {
        CountDownLatch batch = new CountDownLatch(1);
        try (JavaStreamingContext streaming = new JavaStreamingContext(
                JavaSparkContext.fromSparkContext(spark.sparkContext()), Durations.milliseconds(200))) {
            VoidFunction<JavaRDD<Integer>> look = rdd -> {
                rdd.count();
                batch.countDown();
            };
            streaming
                    .queueStream(
                            new ArrayDeque<>(List.of(streaming.sparkContext().parallelize(List.of(1)))))
                    .foreachRDD(look);
            streaming.start();
            batch.await(BOUND_SECONDS, TimeUnit.SECONDS);
        }
    }
}
