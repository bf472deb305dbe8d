package io.millrace.storm;

import io.millrace.api.Event;
import io.millrace.api.Options;
import io.millrace.sender.Packer;
import io.millrace.sender.Parcel;
import io.millrace.sender.Sender;
import io.millrace.sender.SenderOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.storm.Config;
import org.apache.storm.task.OutputCollector;
import org.apache.storm.task.TopologyContext;
import org.apache.storm.topology.OutputFieldsDeclarer;
import org.apache.storm.topology.base.BaseTickTupleAwareRichBolt;
import org.apache.storm.tuple.Tuple;
import org.jspecify.annotations.Nullable;

/**
 * A bolt that hands tuples over to the receivers of a Spark query, in batches, and acknowledges a tuple when its batch is
 * durable. If no receiver takes a batch its tuples fail, and the spout replays them: at least once. Where tuples have an identity
 * a replayed one is kept once.
 *
 * <p>A batch goes when it is full, and at each tick, which comes every second, or every {@code linger} if that is longer. While all
 * connections are busy the bolt waits, which is the back-pressure; bound what spouts have pending too.
 */
public final class MillraceBolt extends BaseTickTupleAwareRichBolt {
    private static final long serialVersionUID = 1;

    private final TreeMap<String, String> options;
    private final TupleSerializer serializer;
    private final @Nullable TupleIdentity identity;
    private transient @Nullable Task task;

    private MillraceBolt(Map<String, String> options, TupleSerializer serializer, @Nullable TupleIdentity identity) {
        this.options = new TreeMap<>(options);
        this.serializer = serializer;
        this.identity = identity;
    }

    /**
     * A bolt whose tuples have no identity.
     *
     * @param options in Millrace's own words
     * @throws io.millrace.api.ConnectorException with kind {@code SETTINGS} and all faults in its message
     */
    public static MillraceBolt atLeastOnce(Map<String, String> options, TupleSerializer serializer) {
        return new MillraceBolt(SenderOptions.read(options).asMap(), serializer, null);
    }

    /**
     * A bolt whose tuples have an identity of their own.
     *
     * @param options in Millrace's own words
     * @throws io.millrace.api.ConnectorException with kind {@code SETTINGS} and all faults in its message
     */
    public static MillraceBolt exactlyOnce(
            Map<String, String> options, TupleSerializer serializer, TupleIdentity identity) {
        return new MillraceBolt(SenderOptions.read(options).asMap(), serializer, identity);
    }

    /** What lives in a worker. */
    private record Task(Packer packer, Sender sender, List<Tuple> tuples, OutputCollector collector) {}

    @Override
    public void prepare(Map<String, Object> topology, TopologyContext context, OutputCollector collector) {
        Options read = SenderOptions.read(options);
        task = new Task(new Packer(read), new Sender(read), new ArrayList<>(), collector);
    }

    @Override
    protected void process(Tuple tuple) {
        Task running = running();
        try {
            Event event = serializer.event(tuple);
            if (identity == null) {
                running.packer().add(event);
            } else {
                running.packer().add(event, identity.sender(tuple), identity.number(tuple));
            }
        } catch (RuntimeException e) {
            running.collector().reportError(e);
            running.collector().fail(tuple);
            return;
        }
        running.tuples().add(tuple);
        if (running.packer().isFull()) {
            send(running);
        }
    }

    @Override
    protected void onTickTuple(Tuple tick) {
        send(running());
    }

    @Override
    public void cleanup() {
        Task ended = task;
        task = null;
        if (ended != null) {
            ended.sender().close();
        }
    }

    @Override
    public void declareOutputFields(OutputFieldsDeclarer declarer) {
        // Nothing comes out here.
    }

    @Override
    public Map<String, Object> getComponentConfiguration() {
        long linger = SenderOptions.read(options).value(SenderOptions.LINGER).toSeconds();
        return Map.of(Config.TOPOLOGY_TICK_TUPLE_FREQ_SECS, Math.max(1, linger));
    }

    private Task running() {
        Task running = task;
        if (running == null) {
            throw new IllegalStateException("The bolt is not prepared, or ended");
        }
        return running;
    }

    /** Tuples are acknowledged by the thread that hears of their batch: Storm's collector is made for that. */
    private static void send(Task running) {
        if (running.tuples().isEmpty()) {
            return;
        }
        List<Tuple> tuples = List.copyOf(running.tuples());
        running.tuples().clear();
        Parcel parcel = running.packer().pack();
        OutputCollector collector = running.collector();
        try {
            var unused = running.sender().send(parcel).whenComplete((done, failure) -> {
                if (failure == null) {
                    tuples.forEach(collector::ack);
                } else {
                    collector.reportError(failure);
                    tuples.forEach(collector::fail);
                }
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            tuples.forEach(collector::fail);
        }
    }
}
