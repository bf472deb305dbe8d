package io.millrace.spark.lookup;

import io.millrace.runtime.lookup.LookupMeter;
import java.io.Serializable;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkContext;
import org.apache.spark.util.LongAccumulator;

/**
 * The counts of a look-up as Spark's accumulators, which its UI shows by their names.
 *
 * <p>On an executor one of these is used by one task.
 */
final class Counters implements LookupMeter, Serializable {
    private static final long serialVersionUID = 1;

    private final LongAccumulator rows;
    private final LongAccumulator hits;
    private final LongAccumulator missing;
    private final LongAccumulator failed;
    private final LongAccumulator deadLetters;
    private final LongAccumulator requests;
    private final LongAccumulator keys;
    private final LongAccumulator micros;
    private final Largest remembered = new Largest();

    Counters(SparkContext context, String connector) {
        String name = "look-up in " + connector + ": ";
        rows = context.longAccumulator(name + "rows");
        hits = context.longAccumulator(name + "hits");
        missing = context.longAccumulator(name + "missing");
        failed = context.longAccumulator(name + "failed");
        deadLetters = context.longAccumulator(name + "dead letters");
        requests = context.longAccumulator(name + "requests");
        keys = context.longAccumulator(name + "keys asked");
        micros = context.longAccumulator(name + "microseconds of requests");
        context.register(remembered, name + "keys remembered");
    }

    @Override
    public void row(Outcome outcome, boolean hit) {
        rows.add(1L);
        if (hit) {
            hits.add(1L);
        }
        switch (outcome) {
            case MISSING -> missing.add(1L);
            case FAILED -> failed.add(1L);
            case FOUND -> {}
        }
    }

    @Override
    public void requests(long number, long ofKeys, long nanos) {
        requests.add(number);
        keys.add(ofKeys);
        micros.add(TimeUnit.NANOSECONDS.toMicros(nanos));
    }

    @Override
    public void remembered(long number) {
        remembered.add(number);
    }

    void deadLetter() {
        deadLetters.add(1L);
    }

    /** What all tasks that have ended came to; on the driver. */
    LookupFigures figures() {
        long number = requests.value();
        return new LookupFigures(
                rows.value(),
                hits.value(),
                missing.value(),
                failed.value(),
                deadLetters.value(),
                number,
                keys.value(),
                Duration.of(number == 0 ? 0 : micros.value() / number, ChronoUnit.MICROS),
                remembered.value());
    }
}
