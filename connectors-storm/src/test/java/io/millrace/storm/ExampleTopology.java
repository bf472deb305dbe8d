package io.millrace.storm;

import io.millrace.api.Event;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
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

/** The topology that the page on Storm shows. */
@SuppressWarnings({"NullAway", "serial"}) // the page shows what users would write
public final class ExampleTopology {
    private ExampleTopology() {}

    public static void main(String[] args) throws Exception {
        MillraceBolt bolt = MillraceBolt.exactlyOnce(
                Map.of("hosts", args[0]), // 10.0.0.7:4151, 10.0.0.8:4151
                tuple -> Event.of(
                        null, tuple.getStringByField("text").getBytes(StandardCharsets.UTF_8), List.of(), 0, ""),
                new ByOffset());
        TopologyBuilder builder = new TopologyBuilder();
        builder.setSpout("posts", new Posts());
        builder.setBolt("spark", bolt, 2).shuffleGrouping("posts");
        Config config = new Config();
        config.setMaxSpoutPending(2_000);
        // On a cluster: StormSubmitter.submitTopology("posts", config, builder.createTopology());
        try (LocalCluster storm = new LocalCluster();
                var running = storm.submitTopology("posts", config, builder.createTopology())) {
            Thread.currentThread().join();
        }
    }

    /** The offset tells a tuple from all others: a replayed one has it again, and no other tuple has it. */
    static final class ByOffset implements TupleIdentity {
        @Override
        public String sender(Tuple tuple) {
            return "posts-" + tuple.getIntegerByField("partition");
        }

        @Override
        public long number(Tuple tuple) {
            return tuple.getLongByField("offset");
        }
    }

    /** Ten thousand posts; one that failed is emitted again. */
    static final class Posts extends BaseRichSpout {
        private SpoutOutputCollector out;
        private long next;

        @Override
        public void open(Map<String, Object> config, TopologyContext context, SpoutOutputCollector collector) {
            out = collector;
        }

        @Override
        public void nextTuple() {
            if (next < 10_000) {
                emit(next++);
            }
        }

        @Override
        public void fail(Object offset) {
            emit((Long) offset);
        }

        private void emit(long offset) {
            out.emit(new Values(0, offset, "post " + offset), offset);
        }

        @Override
        public void declareOutputFields(OutputFieldsDeclarer declarer) {
            declarer.declare(new Fields("partition", "offset", "text"));
        }
    }
}
