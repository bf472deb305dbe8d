package io.millrace.spark.dstream;

import io.millrace.api.Event;
import io.millrace.api.LiveLogConnector;
import io.millrace.api.Offsets;
import io.millrace.api.Options;
import io.millrace.runtime.ReadMetrics;
import io.millrace.runtime.ResilientTail;
import java.io.IOException;
import java.time.Duration;
import scala.collection.mutable.ArrayBuffer;

/** Follows one partition: what comes within a short while is stored as one block, and then its position is noted. */
final class Follower {
    private static final Duration WAIT = Duration.ofMillis(500);
    private static final Duration BLOCK_TIME = Duration.ofMillis(200);
    private static final int BLOCK_EVENTS = 10_000;

    private final EventReceiver receiver;
    private final LiveLogConnector log;
    private final Options options;
    private final SavedPositions saved;
    private final String stream;
    private final String partition;
    private final String start;
    private final Offsets known;

    /** A follower that begins at {@code start}; {@code known} tells the identity of its stream. */
    Follower(
            EventReceiver receiver,
            LiveLogConnector log,
            Options options,
            SavedPositions saved,
            String partition,
            String start,
            Offsets known) {
        this.receiver = receiver;
        this.log = log;
        this.options = options;
        this.saved = saved;
        this.stream = Offsets.streamOf(partition);
        this.partition = partition;
        this.start = start;
        this.known = known;
    }

    /** Returns when the partition is finished, or when it is told to stop. */
    void run(Threads threads) throws IOException, InterruptedException {
        try (ResilientTail tail = new ResilientTail(log, partition, start, Faces.FIELDS, options, new ReadMetrics())) {
            String noted = start;
            while (!threads.stopped()) {
                ArrayBuffer<StreamEvent> block = block(tail);
                // Without an event the position may still move: over what compaction left out, to a finished end, or to
                // a later time of
                // a quiet partition.
                boolean ended = block.isEmpty() && tail.ended();
                if (!block.isEmpty()) {
                    receiver.keep(block);
                }
                String position = tail.position();
                if (!position.equals(noted)) {
                    saved.save(partition, position, known);
                    noted = position;
                }
                if (ended) {
                    return;
                }
            }
        }
    }

    private ArrayBuffer<StreamEvent> block(ResilientTail tail) {
        ArrayBuffer<StreamEvent> block = new ArrayBuffer<>();
        int most = receiver.limit().block(BLOCK_EVENTS);
        Event event = tail.poll(WAIT);
        long end = System.nanoTime() + BLOCK_TIME.toNanos();
        while (event != null) {
            block.addOne(StreamEvent.of(stream, partition, event));
            long left = end - System.nanoTime();
            event = left > 0 && block.size() < most ? tail.poll(Duration.ofNanos(left)) : null;
        }
        return block;
    }
}
