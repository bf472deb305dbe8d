package io.millrace.spark.dstream;

import io.millrace.api.ConnectorException;
import io.millrace.api.InputConnector;
import io.millrace.api.LiveLogConnector;
import io.millrace.api.Offsets;
import io.millrace.api.Options;
import io.millrace.api.PushConnector;
import io.millrace.runtime.Connectors;
import io.millrace.runtime.DStreamOptions;
import io.millrace.runtime.DStreamOptions.Durability;
import io.millrace.runtime.Planner;
import io.millrace.runtime.ReadMetrics;
import io.millrace.spark.sql.TaskSlots;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.streaming.dstream.ReceiverInputDStream;
import org.apache.spark.streaming.receiver.Receiver;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * A push source or a log as a DStream that one receiver fills. Spark asks for the receiver whenever a context starts, also after
 * a recovery; that is where everything is checked that a receiver relies on.
 */
@SuppressWarnings("deprecation") // Spark calls all of DStreams deprecated; they are what this is about
public final class ReceivingStream extends ReceiverInputDStream<StreamEvent> {
    private static final long serialVersionUID = 1;
    private static final String WRITE_AHEAD_LOG = "spark.streaming.receiver.writeAheadLog.enable";

    private final String connector;
    private final TreeMap<String, String> options;
    private final int index;
    private final int receivers;
    private final int firstId;

    /**
     * A stream of a new context. The options are checked at once.
     *
     * @param first the first of the streams whose receivers share a log; null if it is this one
     */
    public ReceivingStream(
            StreamingContext context,
            String connector,
            Map<String, String> options,
            int index,
            int receivers,
            @Nullable ReceivingStream first) {
        super(context, EventRdd.TAG);
        this.connector = connector;
        this.options = new TreeMap<>(Faces.kept(options));
        this.index = index;
        this.receivers = receivers;
        this.firstId = first == null ? id() : first.id();
        checkDurability(check(connector, this.options), context.conf());
    }

    /** The options of receivers, checked. */
    public static Options check(String name, Map<String, String> options) {
        InputConnector connector = Connectors.findInput(name).orElseGet(() -> Connectors.log(name));
        if (connector instanceof PushConnector push) {
            return Faces.receiving(push, options);
        }
        if (connector instanceof LiveLogConnector log) {
            return Faces.receiving(log, options);
        }
        throw ConnectorException.settings(
                "Connector '" + name + "' cannot be received: it neither takes in events nor can"
                        + " it be followed as it grows. Read it as a direct stream");
    }

    @Override
    public Receiver<StreamEvent> getReceiver() {
        requireCores();
        Options read = check(connector, options);
        boolean logged = checkDurability(read, ssc().conf());
        String checkpoint = ssc().checkpointDir();
        if (logged && checkpoint == null) {
            throw ConnectorException.settings(
                    "Receivers with a write-ahead log need a checkpoint directory for it; name"
                            + " one by checkpoint(…) before the context starts");
        }
        // The write-ahead log is the second copy.
        StorageLevel level = logged ? StorageLevel.MEMORY_AND_DISK_SER() : StorageLevel.MEMORY_AND_DISK_SER_2();
        String desk = HealthDesk.open(ssc()).name();
        if (Connectors.findInput(connector).orElse(null) instanceof PushConnector) {
            return new PushReceiver(level, connector, options, desk);
        }
        Configuration hadoop = ssc().sparkContext().hadoopConfiguration();
        TailReceiver.Place place = checkpoint == null
                ? null
                : new TailReceiver.Place(
                        checkpoint + "/millrace/receivers-" + firstId + "-" + connector,
                        new SerializableConfiguration(hadoop));
        TailReceiver.Share share = new TailReceiver.Share(index, receivers);
        return new TailReceiver(level, connector, options, desk, share, started(read, place), place);
    }

    /** Each receiver keeps a core for good, and if none were left no batch would ever run. */
    private void requireCores() {
        int receivers = ssc().graph().getReceiverInputStreams().length;
        TaskSlots.require(
                ssc().sparkContext(),
                receivers + 1,
                cores -> "The application has " + cores + " cores for tasks, and its " + receivers
                        + " receivers keep one each for good; give it at least " + (receivers + 1)
                        + ", more to keep up, or fewer receivers");
        TaskSlots.awaitExecutors(ssc().sparkContext(), receivers);
    }

    /** Where the stream starts: decided once, by the first of its receivers that is asked for. */
    private Offsets started(Options read, TailReceiver.@Nullable Place place) {
        SavedPositions positions = new SavedPositions(connector, place == null ? null : place.files());
        Offsets before = positions.start();
        if (before != null) {
            return before;
        }
        try (Planner planner = new Planner(TailReceiver.source(connector), read, new ReadMetrics())) {
            Offsets start = planner.start(Faces.start(read));
            positions.start(start);
            return start;
        }
    }

    private static boolean checkDurability(Options options, SparkConf conf) {
        boolean logged = conf.getBoolean(WRITE_AHEAD_LOG, false);
        if (!logged && options.value(DStreamOptions.DURABILITY) != Durability.MEMORY) {
            throw ConnectorException.settings(
                    "A receiver tells its source that events are received, and without Spark's"
                            + " write-ahead log a crash loses them. Set " + WRITE_AHEAD_LOG
                            + "=true and a checkpoint directory; or, if such a loss does not matter, option 'durability'='memory'");
        }
        return logged;
    }
}
