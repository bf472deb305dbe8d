package io.millrace.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.apache.spark.sql.streaming.Trigger;

/** A stream that reads what there is in batches of equal size, and ends. */
final class MicroBatches {
    private static final int PARTITIONS = 4;
    private static final String NAME = "micro-batches";

    private final SparkSession spark;
    private final Rig rig;
    private final int batches;
    private final long batch;

    MicroBatches(SparkSession spark, Rig rig) {
        this.spark = spark;
        this.rig = rig;
        this.batches = rig.settings().quick() ? 3 : 20;
        this.batch = rig.settings().quick() ? 2_000 : 50_000;
    }

    Result run(Report report) throws Exception {
        String topic = rig.topic("stream");
        TopicFiller.fill(rig.brokers(), topic, PARTITIONS, batches * batch);
        report.condition(NAME + ".batches", batches);
        report.condition(NAME + ".records", batch);
        Rig.say("measuring " + NAME);
        List<Side> sides = new ArrayList<>();
        for (Source source : List.of(Source.OURS, Source.DEFAULT, Source.TUNED)) {
            sides.add(Side.of(source.name(), () -> stream(source, topic)));
        }
        return Figures.throughput(
                        NAME,
                        batches * batch,
                        Rounds.run(
                                sides,
                                rig.settings().warmRounds(),
                                rig.settings().rounds()))
                .against("default", 1.8)
                .against("tuned", 1);
    }

    private void stream(Source source, String topic) throws Exception {
        StreamingQuery query = source.stream(spark, rig.brokers(), topic)
                .option("maxOffsetsPerTrigger", batch)
                .load()
                .select("value")
                .writeStream()
                .format("noop")
                .option("checkpointLocation", rig.checkpoint())
                .trigger(Trigger.AvailableNow())
                .start();
        if (!query.awaitTermination(TimeUnit.MINUTES.toMillis(5))) {
            query.stop();
            throw new IllegalStateException("side '" + source.name() + "' did not end");
        }
        long[] rows = Arrays.stream(query.recentProgress())
                .mapToLong(StreamingQueryProgress::numInputRows)
                .filter(count -> count > 0)
                .toArray();
        if (rows.length != batches || Arrays.stream(rows).sum() != batches * batch) {
            throw new IllegalStateException(
                    "side '" + source.name() + "' read batches of " + Arrays.toString(rows) + " rows");
        }
    }
}
