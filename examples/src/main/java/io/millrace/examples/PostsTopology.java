package io.millrace.examples;

import io.millrace.api.Event;
import io.millrace.storm.MillraceBolt;
import io.millrace.storm.TupleIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
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
import org.apache.storm.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * A topology of Storm in its own process: the lines of files to each of the receivers. Started again it reads all files from the
 * beginning; each line has an identity, so the receivers know what they had.
 */
final class PostsTopology {
    private static final String NUMBER = "number";
    private static final String LINE = "line";
    /** More lines than a file has. */
    private static final long FILE = 1_000_000;

    private PostsTopology() {}

    public static void main(String[] args) throws Exception {
        Files.createDirectories(Path.of(System.getProperty("posts.state", "")));
        TopologyBuilder builder = new TopologyBuilder();
        builder.setSpout("posts", new Lines(System.getProperty("posts.directory", "")));
        String[] hosts = System.getProperty("posts.hosts", "").split(",", -1);
        for (int i = 0; i < hosts.length; i++) {
            MillraceBolt bolt = MillraceBolt.exactlyOnce(
                    Map.of("hosts", hosts[i], "sendTimeout", "10s"),
                    tuple -> Event.of(
                            null,
                            tuple.getStringByField(LINE).getBytes(StandardCharsets.UTF_8),
                            List.of(),
                            System.currentTimeMillis() * 1_000,
                            ""),
                    new ByNumber());
            builder.setBolt("spark-" + i, bolt, 1).shuffleGrouping("posts");
        }
        Config config = new Config();
        config.setMaxSpoutPending(5_000);
        try (LocalCluster cluster = new LocalCluster();
                LocalCluster.LocalTopology running =
                        cluster.submitTopology("posts", config, builder.createTopology())) {
            System.out.println("posts are read");
            Thread.currentThread().join();
        }
    }

    /** A line's place tells it from all others. */
    private static final class ByNumber implements TupleIdentity {
        private static final long serialVersionUID = 1;

        @Override
        public String sender(Tuple tuple) {
            return "posts-" + tuple.getLongByField(NUMBER) / FILE;
        }

        @Override
        public long number(Tuple tuple) {
            return tuple.getLongByField(NUMBER) % FILE;
        }
    }

    /** The lines of files in the order of their names; what fails comes again. */
    private static final class Lines extends BaseRichSpout {
        private static final long serialVersionUID = 1;

        private final String directory;
        private transient @Nullable SpoutOutputCollector out;
        private transient @Nullable Deque<Values> waiting;
        private int file;

        Lines(String directory) {
            this.directory = directory;
        }

        @Override
        public void open(Map<String, Object> config, TopologyContext context, SpoutOutputCollector collector) {
            out = collector;
            waiting = new ArrayDeque<>();
        }

        @Override
        public void nextTuple() {
            if (out == null || waiting == null) {
                return;
            }
            Path next = Path.of(directory, String.format(Locale.ROOT, "posts-%08d.jsonl", file));
            if (waiting.isEmpty() && Files.exists(next)) {
                long number = file++ * FILE;
                try {
                    for (String line : Files.readAllLines(next)) {
                        waiting.add(new Values(number++, line));
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            Values values = waiting.poll();
            if (values == null) {
                Utils.sleep(10);
            } else {
                var unused = out.emit(values, values);
            }
        }

        @Override
        public void fail(Object id) {
            if (waiting != null) {
                waiting.add((Values) id);
            }
        }

        @Override
        public void declareOutputFields(OutputFieldsDeclarer declarer) {
            declarer.declare(new Fields(NUMBER, LINE));
        }
    }
}
