package io.millrace.spark.dstream;

import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.streaming.scheduler.RateController;
import org.apache.spark.streaming.scheduler.rate.RateEstimator;
import org.jspecify.annotations.Nullable;

/** Spark's back-pressure: after each batch it estimates the rate that the next ones can be read at. */
@SuppressWarnings("deprecation") // Spark calls all of DStreams deprecated; they are what this is about
final class PressureRate extends RateController {
    private static final long serialVersionUID = 1;

    private PressureRate(int stream, RateEstimator estimator) {
        super(stream, estimator);
    }

    /** The controller of a stream; null if back-pressure is off. */
    static @Nullable RateController of(int stream, StreamingContext context) {
        return RateController.isBackPressureEnabled(context.conf())
                ? new PressureRate(
                        stream,
                        RateEstimator.create(context.conf(), context.graph().batchDuration()))
                : null;
    }

    /** Nobody needs to be told: the next batch asks. */
    @Override
    public void publish(long rate) {}
}
