package io.millrace.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.spark.sql.streaming.SourceProgress;
import org.apache.spark.sql.streaming.StreamingQueryProgress;

/**
 * What a batch of an output came to.
 *
 * @param output the output's name
 * @param batch the batch's number
 * @param rows rows read
 * @param readPerSecond rows that came in a second
 * @param writtenPerSecond rows that were processed in a second
 * @param behind events that wait, over all inputs; empty if none of them can tell
 * @param deadLetters dead letters since the start
 * @param retries repeated calls to systems since the start
 */
record ProgressLine(
        String output,
        long batch,
        long rows,
        double readPerSecond,
        double writtenPerSecond,
        OptionalLong behind,
        long deadLetters,
        long retries) {
    static ProgressLine of(StreamingQueryProgress progress) {
        SourceProgress[] sources = progress.sources();
        boolean told =
                Arrays.stream(sources).anyMatch(source -> source.metrics().containsKey("recordsBehind"));
        long behind = Arrays.stream(sources)
                .mapToLong(source -> number(source.metrics(), "recordsBehind"))
                .sum();
        long retries = Arrays.stream(sources)
                .mapToLong(source -> number(source.metrics(), "retries"))
                .sum();
        Map<String, String> sink = progress.sink().metrics();
        return new ProgressLine(
                progress.name(),
                progress.batchId(),
                progress.numInputRows(),
                finite(progress.inputRowsPerSecond()),
                finite(progress.processedRowsPerSecond()),
                told ? OptionalLong.of(behind) : OptionalLong.empty(),
                number(sink, "deadLetters"),
                retries + number(sink, "commitRetries"));
    }

    /** For people. */
    String text() {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%s: batch %,d, %,d rows (%,.0f/s in, %,.0f/s out)",
                output,
                batch,
                rows,
                readPerSecond,
                writtenPerSecond));
        behind.ifPresent(count -> text.append(String.format(Locale.ROOT, ", %,d behind", count)));
        if (deadLetters > 0) {
            text.append(String.format(Locale.ROOT, ", %,d dead letters", deadLetters));
        }
        if (retries > 0) {
            text.append(String.format(Locale.ROOT, ", %,d retries", retries));
        }
        return text.toString();
    }

    /** For programs. */
    ObjectNode json() {
        ObjectNode one = JsonNodeFactory.instance.objectNode();
        one.put("output", output)
                .put("batch", batch)
                .put("rows", rows)
                .put("readPerSecond", readPerSecond)
                .put("writtenPerSecond", writtenPerSecond)
                .put("deadLetters", deadLetters)
                .put("retries", retries);
        behind.ifPresent(count -> one.put("behind", count));
        return one;
    }

    private static long number(Map<String, String> metrics, String name) {
        String text = metrics.getOrDefault(name, "0");
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    }

    /** Spark divides by the time, which may be nothing. */
    private static double finite(double rate) {
        return Double.isFinite(rate) ? rate : 0;
    }
}
