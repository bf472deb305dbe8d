package io.millrace.storm;

import io.millrace.api.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.storm.Config;
import org.apache.storm.LocalCluster;
import org.apache.storm.spout.SpoutOutputCollector;
import org.apache.storm.task.TopologyContext;
import org.apache.storm.topology.OutputFieldsDeclarer;
import org.apache.storm.topology.TopologyBuilder;
import org.apache.storm.topology.base.BaseRichSpout;
import org.apache.storm.tuple.Fields;
import org.apache.storm.tuple.Tuple;
import org.apache.storm.tuple.Values;
import org.jspecify.annotations.Nullable;

/** A topology in a process of its own: a spout of numbers, which replays what fails, and a bolt of each kind. */
public final class NumbersTopology {
    /** In front of the numbers that are sent with an identity. */
    static final String ONCE = "once-";

    /** In front of those that are sent without. */
    static final String AT_LEAST_ONCE = "least-";

    private static final String NUMBER = "number";

    private NumbersTopology() {}

    public static void main(String[] args) throws Exception {
        int count = Integer.getInteger("numbers.count");
        Map<String, String> options = Map.of(
                "hosts", System.getProperty("numbers.hosts", ""),
                "batchSize", "100",
                "requestTimeout", "5s",
                "sendTimeout", "2s");
        TopologyBuilder builder = new TopologyBuilder();
        builder.setSpout(
                "numbers",
                new Numbers(count, System.getProperty("numbers.done", ""), System.getProperty("numbers.mayEnd", "")));
        builder.setBolt("once", MillraceBolt.exactlyOnce(options, text(ONCE), new ByNumber()), 2)
                .shuffleGrouping("numbers");
        builder.setBolt("least", MillraceBolt.atLeastOnce(options, text(AT_LEAST_ONCE)), 2)
                .shuffleGrouping("numbers");
        Config config = new Config();
        config.setMessageTimeoutSecs(10);
        config.setMaxSpoutPending(2_000);
        config.setNumWorkers(2);
        try (LocalCluster cluster = new LocalCluster();
                LocalCluster.LocalTopology running =
                        cluster.submitTopology("numbers", config, builder.createTopology())) {
            Thread.currentThread().join();
        }
    }

    private static TupleSerializer text(String prefix) {
        return tuple -> Event.of(
                null, (prefix + tuple.getLongByField(NUMBER)).getBytes(StandardCharsets.UTF_8), List.of(), 0, "");
    }

    /** The number tells a tuple from the others. */
    private static final class ByNumber implements TupleIdentity {
        private static final long serialVersionUID = 1;

        @Override
        public String sender(Tuple tuple) {
            return "numbers";
        }

        @Override
        public long number(Tuple tuple) {
            return tuple.getLongByField(NUMBER);
        }
    }

    /** Numbers from 0 on, a few thousand each second. */
    private static final class Numbers extends BaseRichSpout {
        private static final long serialVersionUID = 1;

        private final int count;
        private final String done;
        private final String mayEnd;
        private transient @Nullable SpoutOutputCollector out;
        private transient @Nullable Deque<Long> failed;
        private long next;
        private long acked;
        private long again;

        /**
         * @param done the file that appears when all are acknowledged
         * @param mayEnd until this file appears the last tenth comes by drops
         */
        Numbers(int count, String done, String mayEnd) {
            this.count = count;
            this.done = done;
            this.mayEnd = mayEnd;
        }

        @Override
        public void open(Map<String, Object> config, TopologyContext context, SpoutOutputCollector collector) {
            out = collector;
            failed = new ArrayDeque<>();
        }

        @Override
        public void nextTuple() {
            if (out == null || failed == null) {
                return;
            }
            Long back = failed.poll();
            if (back == null && (next % 50 == 0 || (next > count / 10 * 9L && !Files.exists(Path.of(mayEnd))))) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
            if (back != null || next < count) {
                long number = back == null ? next++ : back;
                var unused = out.emit(new Values(number), number);
            }
        }

        @Override
        public void ack(Object id) {
            acked++;
            if (acked == count) {
                try {
                    Files.writeString(Path.of(done), again + " tuples came again");
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }

        @Override
        public void fail(Object id) {
            if (failed != null) {
                again++;
                failed.add((Long) id);
            }
        }

        @Override
        public void declareOutputFields(OutputFieldsDeclarer declarer) {
            declarer.declare(new Fields(NUMBER));
        }
    }
}
