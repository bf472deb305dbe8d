package io.millrace.cli;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.spark.sql.streaming.StreamingQueryProgress;

/** Tells the progress of each output now and then: to people at most once in a while, to programs always. Called by one thread. */
final class ProgressLog implements Consumer<StreamingQueryProgress> {
    private final Printing printing;
    private final long everyNanos;
    private final Map<String, Long> told = new HashMap<>();

    ProgressLog(Printing printing, Duration every) {
        this.printing = printing;
        this.everyNanos = every.toNanos();
    }

    @Override
    public void accept(StreamingQueryProgress progress) {
        ProgressLine line = ProgressLine.of(progress);
        if (printing.isJson()) {
            printing.json(line.json());
            return;
        }
        long now = System.nanoTime();
        Long before = told.get(line.output());
        if (before == null || now - before >= everyNanos) {
            told.put(line.output(), now);
            printing.note(printing.styled("faint", line.text()));
        }
    }
}
