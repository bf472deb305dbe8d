package io.millrace.spark.dstream;

import io.millrace.api.LogConnector;
import io.millrace.api.Options;
import io.millrace.api.Range;
import io.millrace.runtime.Connectors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.rdd.RDD;
import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.streaming.Time;
import org.apache.spark.streaming.dstream.InputDStream;
import org.apache.spark.streaming.scheduler.InputInfoTracker;
import org.apache.spark.streaming.scheduler.RateController;
import org.apache.spark.streaming.scheduler.StreamInputInfo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A log as a direct DStream: each batch is an RDD of exact ranges. Spark keeps it in its checkpoint by Java's serialization,
 * so that only names and options are kept there; the ranges are in the {@link BatchLog} beside it.
 *
 * <p>Spark's order of calls: {@link #start} in a new context only, then {@link #compute} for each batch, first of all for
 * those that a crash interrupted, then {@link #stop}.
 */
@SuppressWarnings("deprecation") // Spark calls all of DStreams deprecated; they are what this is about
public final class DirectStream extends InputDStream<StreamEvent> {
    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(DirectStream.class);

    private final String connector;
    private final TreeMap<String, String> options;
    private final @Nullable RateController rate;
    private transient @Nullable DirectRun run;
    private transient boolean recoverable;

    /** A stream of a new context. The options are checked at once. */
    public DirectStream(StreamingContext context, String connector, Map<String, String> options) {
        super(context, EventRdd.TAG);
        this.connector = connector;
        this.options = new TreeMap<>(Faces.kept(options));
        LogConnector log = Connectors.log(connector);
        Faces.direct(log, this.options);
        this.rate = PressureRate.of(id(), context);
    }

    @Override
    public Option<RateController> rateController() {
        return Option.apply(rate);
    }

    @Override
    public void start() {
        run().begin(System.currentTimeMillis());
    }

    /**
     * The batch of a time. Failures to plan are thrown when the RDD is used: if they were thrown here, Spark would leave out
     * the whole batch, with the events of all other streams.
     */
    @Override
    public Option<RDD<StreamEvent>> compute(Time time) {
        RDD<StreamEvent> rdd;
        try {
            DirectRun now = run();
            DirectRun.Plan plan = now.plan(time.milliseconds(), rate == null ? 0 : rate.getLatestRate());
            now.forget(Duration.ofMillis(rememberDuration().milliseconds()));
            tell(time, plan);
            rdd = new EventRdd(ssc().sparkContext(), connector, options, plan.batch(), plan.ranges());
        } catch (RuntimeException e) {
            LOG.error("Planning batch {} of '{}' failed", time, connector, e);
            rdd = new FailedRdd(ssc().sparkContext(), e);
        }
        return Option.apply(rdd);
    }

    @Override
    public void stop() {
        DirectRun now = run;
        run = null;
        if (now != null) {
            now.close();
        }
    }

    /** What is of this run alone. It is not made in {@link #start}, which Spark does not call after a recovery. */
    private DirectRun run() {
        DirectRun now = run;
        if (now == null) {
            LogConnector log = Connectors.log(connector);
            Options read = Faces.direct(log, options);
            String checkpoint = ssc().checkpointDir();
            StateFiles files = checkpoint == null
                    ? null
                    : StateFiles.in(checkpoint + "/millrace/stream-" + id() + "-" + connector, hadoop());
            Duration interval = Duration.ofMillis(slideDuration().milliseconds());
            now = new DirectRun(
                    log,
                    read,
                    new BatchLog(connector, files),
                    Rates.of(connector, read, ssc().conf(), interval),
                    this::recoverable);
            ssc().addStreamingListener(now.progress());
            run = now;
        }
        return now;
    }

    /**
     * Whether Spark has written its first checkpoint, or keeps none. Before that a crash ends in a new context, which knows
     * nothing of the batches that were run, so that what they wrote would be written again.
     */
    private boolean recoverable() {
        if (!recoverable) {
            String checkpoint = ssc().checkpointDir();
            recoverable = checkpoint == null || ssc().isCheckpointPresent() || hasCheckpoint(new Path(checkpoint));
        }
        return recoverable;
    }

    private boolean hasCheckpoint(Path directory) {
        try {
            FileStatus[] found = directory.getFileSystem(hadoop()).globStatus(new Path(directory, "checkpoint-*"));
            return found != null && found.length > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Configuration hadoop() {
        return ssc().sparkContext().hadoopConfiguration();
    }

    /** Shows the batch in the streaming UI, and tells the rate controller how large it is. */
    private void tell(Time time, DirectRun.Plan plan) {
        InputInfoTracker tracker = ssc().scheduler().inputInfoTracker();
        if (tracker.getInfo(time).contains(id())) {
            return;
        }
        Map<String, Object> shown = Map.of(
                StreamInputInfo.METADATA_KEY_DESCRIPTION(),
                plan.ranges().stream().map(DirectStream::line).collect(Collectors.joining("\n")),
                "from",
                plan.batch().from().positions().toString(),
                "to",
                plan.batch().to().positions().toString());
        tracker.reportInfo(
                time,
                new StreamInputInfo(
                        id(),
                        plan.events().orElse(0),
                        scala.collection.immutable.Map$.MODULE$.from(CollectionConverters.asScala(shown))));
    }

    private static String line(Range range) {
        return range.partition() + ": " + (range.start().isEmpty() ? "beginning" : range.start()) + " to "
                + range.end();
    }
}
