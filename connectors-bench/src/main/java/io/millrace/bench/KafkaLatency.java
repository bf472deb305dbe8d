package io.millrace.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.HdrHistogram.Histogram;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;

/**
 * From Kafka to Kafka in real-time mode: ours, and Spark's own source and sink, both at the same time in one application, on
 * the same records of one topic.
 */
final class KafkaLatency implements Benchmark {
    private static final int PARTITIONS = 2;
    private static final int PER_SECOND = 1000;

    /** Two queries keep a slot for each partition. */
    private static final int SLOTS = 2 * PARTITIONS + 2;

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final Map<String, String> REAL_TIME = Map.of(
            "spark.sql.streaming.realTimeMode.allowlistCheck", "false",
            "spark.sql.streaming.realTimeMode.minBatchDuration", "1000");

    /**
     * How long everything takes.
     *
     * @param batch of a real-time batch
     * @param warmUp not counted
     * @param round of each round that is counted
     */
    private record Plan(Duration batch, Duration warmUp, Duration round) {
        static Plan of(Settings settings) {
            return settings.quick()
                    ? new Plan(Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofSeconds(3))
                    : new Plan(
                            Duration.ofMinutes(5), // Spark's own default: rounds hold no end of a batch
                            Duration.ofSeconds(30),
                            Duration.ofMinutes(2).dividedBy(settings.rounds()));
        }
    }

    /** A query, where its records arrive, and the latencies of each round. */
    private record Running(Pipe pipe, StreamingQuery query, Arrivals arrivals, List<Histogram> rounds) {
        static Running start(Pipe pipe, Rig rig, SparkSession spark, String in, Duration batch) throws Exception {
            String out = rig.topic("latency-out-" + pipe.name(), PARTITIONS);
            StreamingQuery query = pipe.start(rig, spark, in, out, Trigger.RealTime(batch.toMillis()));
            return new Running(pipe, query, Arrivals.watch(rig.brokers(), out), new ArrayList<>());
        }

        void stop() throws Exception {
            query.stop();
            arrivals.close();
        }
    }

    @Override
    public String name() {
        return "kafka-latency";
    }

    @Override
    public void run(Rig rig, Report report) throws Exception {
        Plan plan = Plan.of(rig.settings());
        report.condition("batchSeconds", plan.batch().toSeconds());
        report.condition("warmUpSeconds", plan.warmUp().toSeconds());
        report.condition("roundSeconds", plan.round().toSeconds());
        report.condition("recordsPerSecond", PER_SECOND);
        report.condition("partitions", PARTITIONS);
        report.condition("slots", SLOTS);
        List<Running> running = new ArrayList<>();
        String in = rig.topic("latency-in", PARTITIONS);
        try (SparkSession spark = rig.spark(SLOTS, REAL_TIME)) {
            try (Pulse pulse = Pulse.start(rig.brokers(), in, PER_SECOND)) {
                for (Pipe pipe : List.of(Pipe.OURS, Pipe.SPARK)) {
                    running.add(Running.start(pipe, rig, spark, in, plan.batch()));
                }
                measure(plan, rig.settings().rounds(), pulse, running);
            } finally {
                for (Running one : running) {
                    one.stop();
                }
            }
        }
        report.add(percentile("p50", running, 50).against("spark", 1));
        report.add(percentile("p99", running, 99).against("spark", 1));
        report.add(percentile("p99.9", running, 99.9).against("spark", 0));
    }

    private static void measure(Plan plan, int rounds, Pulse pulse, List<Running> running) {
        await("the first record at each side", running, () -> haveSeen(running, 0));
        long warm = pulse.sent() + records(plan.warmUp());
        await("the end of the warm-up", running, () -> haveSeen(running, warm));
        for (int round = 0; round < rounds; round++) {
            long from = pulse.sent();
            long to = from + records(plan.round());
            running.forEach(one -> one.arrivals().count(from, to));
            await("all records of round " + round, running, () -> haveCounted(running, to - from));
            running.forEach(one -> one.rounds().add(one.arrivals().micros()));
        }
    }

    private static boolean haveSeen(List<Running> running, long number) {
        return running.stream().allMatch(one -> one.arrivals().last() >= number);
    }

    /** Both promise at-least-once, so every record of a round must arrive. */
    private static boolean haveCounted(List<Running> running, long records) {
        return running.stream().allMatch(one -> one.arrivals().micros().getTotalCount() >= records);
    }

    private static long records(Duration time) {
        return time.toMillis() * PER_SECOND / 1000;
    }

    private static void await(String what, List<Running> running, BooleanSupplier done) {
        Rig.say("waiting for " + what);
        long start = System.nanoTime();
        while (!done.getAsBoolean()) {
            for (Running one : running) {
                if (!one.query().isActive()) {
                    throw new IllegalStateException("query '" + one.pipe().name() + "' has ended: "
                            + one.query().exception());
                }
            }
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new IllegalStateException("waited in vain for " + what);
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    private static Result percentile(String name, List<Running> running, double percentile) {
        Map<String, Spread> millis = new LinkedHashMap<>();
        running.forEach(one -> millis.put(
                one.pipe().name(),
                Spread.of(one.rounds().stream()
                        .map(micros -> micros.getValueAtPercentile(percentile) / 1e3)
                        .toList())));
        return new Result(name, "ms", Result.Better.LESS, millis);
    }
}
