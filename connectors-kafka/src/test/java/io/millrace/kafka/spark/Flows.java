package io.millrace.kafka.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.sql.SparkSession;

/** A query that only reads from Kafka, and one that only writes to it, while something between them and Kafka breaks. */
final class Flows {
    private static final Duration BOUND = Duration.ofMinutes(2);
    private static final int PARTITIONS = 2;
    private static final int ROWS = 160;

    private Flows() {}

    /** What breaks. */
    interface Blow {
        /** The pipe as it must be to be hit. */
        default Pipe over(Pipe pipe) {
            return pipe;
        }

        void strike();

        void mend();
    }

    /** Reads from Kafka into a ledger, and checks that nothing is lost or doubled and that batches run again are equal. */
    static void read(String name, int strikes, Path directory, SparkSession spark, Blow blow) throws Exception {
        String from = Mill.topic("fault-in", PARTITIONS);
        Ledger ledger = new Ledger(directory.resolve("ledger"));
        AtomicInteger sent = new AtomicInteger();
        Pipe pipe = blow.over(Pipe.keeping(directory.resolve("checkpoint"))
                .with("read.connector", "kafka", "read.kafka.bootstrap.servers", Mill.brokers())
                .with("read.subscribe", from, "read.startingOffsets", "earliest", "read.maxRecords", "" + ROWS)
                // Small fetches of large records: a batch asks the broker many times.
                .with("read.kafka.max.partition.fetch.bytes", "10000")
                .with("select", "paced(CAST(value AS STRING), 4) AS value; partition; position")
                .with("write.connector", "ledger", "write.path", ledger.path().toString()));
        try (LocalQuery query = new LocalQuery(name, pipe, spark)) {
            new Strikes(name, pipe.checkpoint(), Arrivals.in(ledger))
                    .run(strikes, new ReadFault(query, blow, from, sent));
            await().atMost(BOUND).pollInterval(Duration.ofMillis(200)).until(() -> {
                query.attend();
                return ledger.values().size() >= sent.get();
            });
        }
        assertThat(Repeats.sorted(ledger.values())).isEqualTo(Repeats.sorted(Mill.numbers(0, sent.get())));
        Repeats.areEqual(ledger);
    }

    /** Writes numbers to Kafka, and checks that all those of ended batches are there. */
    static void write(String name, int strikes, Path directory, SparkSession spark, Blow blow) throws Exception {
        String to = Mill.topic("fault-out", PARTITIONS);
        Pipe pipe = blow.over(Pipe.keeping(directory.resolve("checkpoint"))
                .with("read.format", "rate-micro-batch", "read.rowsPerBatch", "" + ROWS, "read.numPartitions", "2")
                .with("select", "paced(CAST(value AS STRING), 4) AS value")
                .with("write.connector", "kafka", "write.kafka.bootstrap.servers", Mill.brokers())
                .with("write.topic", to, "write.epochHeaders", "true"));
        Checkpoint checkpoint = pipe.checkpoint();
        try (LocalQuery query = new LocalQuery(name, pipe, spark)) {
            new Strikes(name, checkpoint, Arrivals.in(to)).run(strikes, new WriteFault(query, blow));
            long last = checkpoint.begun();
            await().atMost(BOUND).until(() -> {
                query.attend();
                return checkpoint.ended() > last;
            });
        }
        List<String> ended = Mill.numbers(0, ROWS * (int) (checkpoint.ended() + 1));
        int repeated = Repeats.carryTheSameHeaders(to, ended, checkpoint.ended());
        System.out.println(name + ": " + ended.size() + " in, " + repeated + " repeated");
    }

    /** Breaks the way from Kafka. */
    private record ReadFault(LocalQuery query, Blow blow, String topic, AtomicInteger sent)
            implements Strikes.LeavesArrivalsAlone {
        @Override
        public void feed() {
            int from = sent.getAndAdd(3 * ROWS);
            Mill.sendWide(topic, PARTITIONS, Mill.numbers(from, from + 3 * ROWS));
        }

        @Override
        public void attend() throws TimeoutException {
            query.attend();
        }

        @Override
        public void strike() {
            blow.strike();
        }

        @Override
        public void mend() {
            blow.mend();
        }
    }

    /** Breaks the way to Kafka. */
    private record WriteFault(LocalQuery query, Blow blow) implements Strikes.Fault {
        @Override
        public void feed() {}

        @Override
        public void attend() throws TimeoutException {
            query.attend();
        }

        @Override
        public void strike() {
            blow.strike();
        }

        @Override
        public void mend() {
            blow.mend();
        }
    }
}
