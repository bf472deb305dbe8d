package io.millrace.spark.dstream;

import io.millrace.api.Budget;
import io.millrace.api.Options;
import io.millrace.runtime.DStreamOptions;
import io.millrace.runtime.ReadOptions;
import java.time.Duration;
import org.apache.spark.SparkConf;

/**
 * How much one batch of a direct stream may take: the least of what the options, Spark's settings and its back-pressure
 * allow.
 *
 * @param limits what the options say of one batch
 * @param perSecond what they say of a second; {@link #UNLIMITED} if nothing
 * @param perPartition what the options or Spark's settings say of a second of one partition
 * @param initial the rate to begin with under back-pressure
 * @param interval the time between two batches
 */
record Rates(Budget limits, long perSecond, long perPartition, long initial, Duration interval) {
    static final long UNLIMITED = Long.MAX_VALUE;

    static Rates of(String connector, Options options, SparkConf conf, Duration interval) {
        String setting = "spark.streaming." + connector + ".maxRatePerPartition";
        long initial = conf.getLong("spark.streaming.backpressure.initialRate", 0);
        boolean pressed = conf.getBoolean("spark.streaming.backpressure.enabled", false);
        return new Rates(
                ReadOptions.budget(options),
                options.find(DStreamOptions.MAX_RATE).orElse(UNLIMITED),
                options.find(DStreamOptions.MAX_RATE_PER_PARTITION).orElse(limit(conf.getLong(setting, 0))),
                pressed ? limit(initial) : UNLIMITED,
                interval);
    }

    /**
     * The budget of the next batch.
     *
     * @param estimated the rate that Spark's back-pressure has come to; not positive if it has none yet
     * @param partitions how many partitions there are
     */
    Budget budget(long estimated, int partitions) {
        long least = Math.min(perSecond, estimated > 0 ? estimated : initial);
        if (perPartition < UNLIMITED) {
            least = Math.min(least, perPartition * Math.max(1, partitions));
        }
        if (least == UNLIMITED) {
            return limits;
        }
        return limits.atMost(Math.max(1, (long) (least * (interval.toMillis() / 1000.0))));
    }

    /** Spark's settings mean no limit by 0. */
    private static long limit(long setting) {
        return setting <= 0 ? UNLIMITED : setting;
    }
}
