package io.millrace.storm;

import io.millrace.api.Event;
import java.nio.charset.StandardCharsets;
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

/** A topology in a process of its own: a spout of numbers, which replays what fails, and the bolt. */
public final class NumbersTopology {
    private static final String NUMBER = "number";

    private NumbersTopology() {}

    public static void main(String[] args) throws Exception {
        int count = Integer.getInteger("numbers.count");
        Map<String, String> options = Map.of(
                "hosts", System.getProperty("numbers.hosts", ""),
                "batchSize", "100",
                "requestTimeout", "5s",
                "sendTimeout", "2s");
        TupleSerializer text = tuple -> Event.of(
                null, Long.toString(tuple.getLongByField(NUMBER)).getBytes(StandardCharsets.UTF_8), List.of(), 0, "");
        MillraceBolt bolt = Boolean.getBoolean("numbers.once")
                ? MillraceBolt.exactlyOnce(options, text, new ByNumber())
                : MillraceBolt.atLeastOnce(options, text);
        TopologyBuilder builder = new TopologyBuilder();
        builder.setSpout("numbers", new Numbers(count));
        builder.setBolt("spark", bolt, 2).shuffleGrouping("numbers");
        Config config = new Config();
        config.setMessageTimeoutSecs(10);
        config.setMaxSpoutPending(2_000);
        try (LocalCluster cluster = new LocalCluster();
                LocalCluster.LocalTopology running =
                        cluster.submitTopology("numbers", config, builder.createTopology())) {
            System.out.println("the topology runs");
            Thread.currentThread().join();
        }
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
        private transient @Nullable SpoutOutputCollector out;
        private transient @Nullable Deque<Long> failed;
        private long next;
        private long acked;

        Numbers(int count) {
            this.count = count;
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
            Long again = failed.poll();
            if (again == null && next % 50 == 0) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            }
            if (again != null || next < count) {
                long number = again == null ? next++ : again;
                var unused = out.emit(new Values(number), number);
            }
        }

        @Override
        public void ack(Object id) {
            acked++;
            if (acked == count) {
                System.out.println("all tuples are acknowledged");
            }
        }

        @Override
        public void fail(Object id) {
            if (failed != null) {
                failed.add((Long) id);
            }
        }

        @Override
        public void declareOutputFields(OutputFieldsDeclarer declarer) {
            declarer.declare(new Fields(NUMBER));
        }
    }
}
