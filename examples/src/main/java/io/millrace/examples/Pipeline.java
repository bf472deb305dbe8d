package io.millrace.examples;

import java.time.Duration;

/**
 * The pipeline on one of Spark's APIs, wired only through Millrace: posts in, each one's mood and the counts of hashtags out to
 * Kafka. One thread at a time.
 */
interface Pipeline {
    /** Starts it, or lets it go on where it stopped. */
    void start();

    /** Throws when it has failed. */
    void check() throws InterruptedException;

    /** Whether it is within a batch that has data. */
    boolean isInBatch();

    /** Lets everything through that has come in, and ends; false if that takes longer than the bound. */
    boolean finish(Duration bound) throws InterruptedException;

    /** Ends it wherever it is, to be started again. */
    void stop();
}
