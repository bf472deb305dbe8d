package io.millrace.examples;

import java.time.Duration;
import java.util.Map;

/**
 * The demo's last word.
 *
 * @param outputs what was found, by output
 * @param time from the first post to the last one's results
 */
record Verdict(Map<String, Found> outputs, Duration time) {
    boolean good() {
        return sum(Found::lost) == 0 && sum(Found::duplicated) == 0;
    }

    /** The line that scripts look for. In and out are posts, the rest is summed over all outputs. */
    String line() {
        Found scored = outputs.get(Topics.SCORED);
        return "demo: in=%d out=%d lost=%d duplicated=%d repeated=%d seconds=%d"
                .formatted(
                        scored == null ? 0 : scored.in(),
                        scored == null ? 0 : scored.out(),
                        sum(Found::lost),
                        sum(Found::duplicated),
                        sum(Found::repeated),
                        time.toSeconds());
    }

    private long sum(java.util.function.ToLongFunction<Found> figure) {
        return outputs.values().stream().mapToLong(figure).sum();
    }
}
