package io.millrace.examples;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The demo's last word.
 *
 * @param outputs what was found, by output
 * @param main the output that tells how many posts came through
 * @param time from the first post to the last one's results
 */
record Verdict(Map<String, Found> outputs, String main, Duration time) {
    boolean good() {
        return sum(Found::lost) == 0 && sum(Found::duplicated) == 0;
    }

    /** The line that scripts look for. In and out are posts, lost and so on are summed over all outputs, which follow one by one. */
    String line() {
        Found posts = outputs.getOrDefault(main, new Found("posts", 0, 0, 0, 0, 0));
        return "demo: in=%d out=%d lost=%d duplicated=%d repeated=%d seconds=%d %s"
                .formatted(
                        posts.in(),
                        posts.out(),
                        sum(Found::lost),
                        sum(Found::duplicated),
                        sum(Found::repeated),
                        time.toSeconds(),
                        outputs.entrySet().stream()
                                .map(output -> output.getKey() + "="
                                        + output.getValue().out())
                                .collect(Collectors.joining(" ")));
    }

    private long sum(java.util.function.ToLongFunction<Found> figure) {
        return outputs.values().stream().mapToLong(figure).sum();
    }
}
