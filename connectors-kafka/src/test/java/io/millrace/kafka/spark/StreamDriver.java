package io.millrace.kafka.spark;

import java.util.concurrent.TimeUnit;
import org.apache.spark.streaming.api.java.JavaStreamingContext;

/** A Spark driver that runs one {@link StreamPipe} until it fails or is ended. */
@SuppressWarnings("deprecation") // Spark calls all of DStreams deprecated; they are what this is about
final class StreamDriver {
    private StreamDriver() {}

    public static void main(String[] args) throws Exception {
        JavaStreamingContext context = StreamPipe.ofThisJvm().context();
        context.start();
        context.awaitTerminationOrTimeout(TimeUnit.MINUTES.toMillis(20));
        // Clients of Kafka may still have threads of their own.
        System.exit(0);
    }
}
