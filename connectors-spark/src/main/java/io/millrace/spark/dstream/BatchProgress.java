package io.millrace.spark.dstream;

import io.millrace.api.Offsets;
import java.util.TreeMap;
import org.apache.spark.streaming.scheduler.BatchInfo;
import org.apache.spark.streaming.scheduler.StreamingListener;
import org.apache.spark.streaming.scheduler.StreamingListenerBatchCompleted;
import scala.jdk.javaapi.CollectionConverters;

/**
 * How far the batches of a direct stream have ended. A batch counts when all its output operations have succeeded and all
 * batches before it count; one that failed, or was never run, holds up all later ones. Safe for many threads.
 */
final class BatchProgress implements StreamingListener {
    private final TreeMap<Long, Offsets> running = new TreeMap<>();
    private final TreeMap<Long, Offsets> ended = new TreeMap<>();
    private Offsets done;
    private long doneMillis = Long.MIN_VALUE;

    BatchProgress(Offsets done) {
        this.done = done;
    }

    /** Before any batch. */
    synchronized void startAt(Offsets start) {
        done = start;
    }

    synchronized void begun(long millis, Offsets to) {
        ended.remove(millis);
        running.put(millis, to);
    }

    /** The offsets up to which every batch has ended. */
    synchronized Offsets done() {
        return done;
    }

    /** The time of the last batch up to which every batch of this run has ended. */
    synchronized long doneMillis() {
        return doneMillis;
    }

    @Override
    public void onBatchCompleted(StreamingListenerBatchCompleted event) {
        BatchInfo batch = event.batchInfo();
        boolean failed = CollectionConverters.asJava(batch.outputOperationInfos()).values().stream()
                .anyMatch(operation -> operation.failureReason().isDefined());
        if (!failed) {
            completed(batch.batchTime().milliseconds());
        }
    }

    synchronized void completed(long millis) {
        Offsets to = running.remove(millis);
        if (to == null) {
            return;
        }
        ended.put(millis, to);
        while (!ended.isEmpty() && (running.isEmpty() || ended.firstKey() < running.firstKey())) {
            doneMillis = ended.firstKey();
            done = ended.pollFirstEntry().getValue();
        }
    }
}
