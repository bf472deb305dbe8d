package io.millrace.spark.dstream;

import io.millrace.api.LogConnector;
import io.millrace.api.Offsets;
import io.millrace.api.Range;
import io.millrace.runtime.Connectors;
import io.millrace.runtime.ReadMetrics;
import io.millrace.runtime.ResilientReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.InterruptibleIterator;
import org.apache.spark.Partition;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.util.TaskCompletionListener;
import scala.collection.Iterator;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** The events of one batch: one range, one task. Whoever computes a partition again reads the same events. */
final class EventRdd extends RDD<StreamEvent> implements HasOffsets {
    static final ClassTag<StreamEvent> TAG = ClassTag$.MODULE$.apply(StreamEvent.class);

    private static final long serialVersionUID = 1;

    private final String connector;
    private final TreeMap<String, String> options;
    private final long millis;
    private final Offsets from;
    private final Offsets to;
    private final ArrayList<Range> ranges;

    EventRdd(SparkContext context, String connector, Map<String, String> options, Batch batch, List<Range> ranges) {
        super(context, FailedRdd.noDependencies(), TAG);
        this.connector = connector;
        this.options = new TreeMap<>(options);
        this.millis = batch.millis();
        this.from = batch.from();
        this.to = batch.to();
        this.ranges = new ArrayList<>(ranges);
    }

    /** A range as a partition of the RDD. */
    record Split(int index, Range range) implements Partition {
        private static final long serialVersionUID = 1;
    }

    @Override
    public long batchMillis() {
        return millis;
    }

    @Override
    public Offsets from() {
        return from;
    }

    @Override
    public Offsets to() {
        return to;
    }

    @Override
    public List<Range> ranges() {
        return List.copyOf(ranges);
    }

    @Override
    public Partition[] getPartitions() {
        Partition[] splits = new Partition[ranges.size()];
        for (int i = 0; i < splits.length; i++) {
            splits[i] = new Split(i, ranges.get(i));
        }
        return splits;
    }

    @Override
    public Iterator<StreamEvent> compute(Partition split, TaskContext task) {
        LogConnector log = Connectors.log(connector);
        Range range = ((Split) split).range();
        ResilientReader reader =
                new ResilientReader(log, range, Faces.FIELDS, Faces.direct(log, options), new ReadMetrics());
        EventIterator events = new EventIterator(range.partition(), reader);
        task.addTaskCompletionListener((TaskCompletionListener) context -> events.close());
        return new InterruptibleIterator<>(task, events);
    }
}
