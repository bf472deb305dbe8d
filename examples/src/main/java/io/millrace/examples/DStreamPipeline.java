package io.millrace.examples;

import io.millrace.spark.Millrace;
import io.millrace.spark.dstream.StreamEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.apache.spark.streaming.scheduler.StreamingListener;
import org.apache.spark.streaming.scheduler.StreamingListenerBatchCompleted;
import org.apache.spark.streaming.scheduler.StreamingListenerBatchStarted;
import org.jspecify.annotations.Nullable;

/** On DStreams: one stream, of which each batch is written twice. A log is read directly, what is pushed comes by a receiver. */
@SuppressWarnings("deprecation") // Spark calls all of DStreams deprecated; they are what this is about
final class DStreamPipeline implements Pipeline {
    /** How many readers of the source it has. */
    static final int READERS = 1;

    private static final org.apache.spark.streaming.Duration INTERVAL = Durations.seconds(1);

    private final SparkSession spark;
    private final Source source;
    private final String bootstrap;
    private final String checkpoint;
    private final AtomicInteger running = new AtomicInteger();
    private @Nullable JavaStreamingContext context;

    DStreamPipeline(SparkSession spark, Source source, String bootstrap, Path checkpoint) {
        this.spark = spark;
        this.source = source;
        this.bootstrap = bootstrap;
        this.checkpoint = checkpoint.toString();
    }

    @Override
    public void start() {
        JavaStreamingContext made = JavaStreamingContext.getOrCreate(checkpoint, this::create);
        running.set(0);
        made.ssc().addStreamingListener(new Watch(running));
        made.start();
        context = made;
    }

    private JavaStreamingContext create() {
        JavaStreamingContext made =
                new JavaStreamingContext(JavaSparkContext.fromSparkContext(spark.sparkContext()), INTERVAL);
        made.checkpoint(checkpoint);
        JavaDStream<StreamEvent> events = switch (source.delivery()) {
            case ONCE -> Millrace.stream(made, source.connector(), source.options(0));
            case AT_LEAST_ONCE -> Millrace.receive(made, source.connector(), source.options(0));
        };
        Millrace.write(
                events,
                batch -> Analysis.scored(Analysis.posts(Millrace.rows(batch))),
                Topics.CONNECTOR,
                Topics.writing(bootstrap, Topics.SCORED));
        Millrace.write(
                HashtagCounts.of(events, source.delivery()),
                batch -> Analysis.counted(HashtagCounts.rows(batch)),
                Topics.CONNECTOR,
                Topics.writing(bootstrap, Topics.HASHTAGS));
        return made;
    }

    @Override
    public void check() throws InterruptedException {
        if (context != null) {
            var unused = context.awaitTerminationOrTimeout(1);
        }
    }

    @Override
    public boolean isInBatch() {
        return running.get() > 0;
    }

    @Override
    public boolean finish(Duration bound) throws InterruptedException {
        JavaStreamingContext ending = context;
        if (ending == null) {
            return true;
        }
        check();
        CompletableFuture<Void> ended = CompletableFuture.runAsync(() -> ending.stop(false, true));
        try {
            ended.get(bound.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the stream could not be stopped", e.getCause());
        } catch (TimeoutException e) {
            return false;
        }
    }

    @Override
    public void stop() {
        if (context != null) {
            context.stop(false, false);
        }
    }

    /** Counts the batches that run and have data. */
    private record Watch(AtomicInteger running) implements StreamingListener {
        @Override
        public void onBatchStarted(StreamingListenerBatchStarted batch) {
            running.addAndGet(batch.batchInfo().numRecords() > 0 ? 1 : 0);
        }

        @Override
        public void onBatchCompleted(StreamingListenerBatchCompleted batch) {
            running.addAndGet(batch.batchInfo().numRecords() > 0 ? -1 : 0);
        }
    }
}
