package io.millrace.examples;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;

/** What the user sees while the demo runs: one block drawn again and again on a terminal, else a line every few seconds. */
final class Screen {
    private static final Duration LINE_EVERY = Duration.ofSeconds(5);
    private static final int GREEN = 32;
    private static final int RED = 31;
    private static final int GREY = 90;
    private static final int BOLD = 1;
    private static final int BAR = 20;

    /** The numbers at one moment. */
    private record Moment(Duration at, int in, int out) {
        static final Moment BEGIN = new Moment(Duration.ZERO, 0, 0);

        double rate(Moment before, int now, int then) {
            double seconds = at.minus(before.at()).toNanos() / 1e9;
            return seconds <= 0 ? 0 : (now - then) / seconds;
        }
    }

    private final Terminal terminal;
    private final Settings settings;
    private final Deque<Moment> moments = new ArrayDeque<>(List.of(Moment.BEGIN));
    private Duration nextLine = LINE_EVERY;

    Screen(Terminal terminal, Settings settings) {
        this.terminal = terminal;
        this.settings = settings;
    }

    void show(Duration at, int in, Live.Seen seen) {
        int lag = in - seen.scored();
        Moment now = new Moment(at, in, seen.scored());
        while (moments.size() > 1 && at.minus(moments.getFirst().at()).compareTo(LINE_EVERY) > 0) {
            moments.removeFirst();
        }
        Moment before = moments.getFirst();
        moments.add(now);
        double rateIn = now.rate(before, now.in(), before.in());
        double rateOut = now.rate(before, now.out(), before.out());
        if (terminal.isInteractive()) {
            terminal.draw(block(now, rateIn, rateOut, lag, seen));
        } else if (at.compareTo(nextLine) >= 0) {
            nextLine = at.plus(LINE_EVERY);
            terminal.print("%s  in %,d (%.0f/s)  scored %,d (%.0f/s)  lag %,d  delay %.1f s  %s  %s"
                    .formatted(
                            clock(at),
                            in,
                            rateIn,
                            seen.scored(),
                            rateOut,
                            lag,
                            seconds(seen.delay()),
                            moods(seen),
                            tags(seen, 4)));
        }
    }

    private List<String> block(Moment now, double rateIn, double rateOut, int lag, Live.Seen seen) {
        String until = settings.bound().map(bound -> " of " + clock(bound)).orElse(", Ctrl-C ends it");
        return List.of(
                "",
                terminal.coloured(BOLD, "  " + clock(now.at())) + until,
                "  posts in   %,10d   %,7.0f/s".formatted(now.in(), rateIn),
                "  scored     %,10d   %,7.0f/s   lag %,d   %.1f s from post to result"
                        .formatted(now.out(), rateOut, lag, seconds(seen.delay())),
                "  " + bar(seen) + "  " + moods(seen),
                "  " + fit(tags(seen, 8), terminal.width() - 4),
                terminal.coloured(GREY, "  (hashtags of the last minute)"));
    }

    private String bar(Live.Seen seen) {
        int all = Math.max(1, seen.scored());
        int good = BAR * seen.moods().getOrDefault("positive", 0) / all;
        int bad = BAR * seen.moods().getOrDefault("negative", 0) / all;
        return terminal.coloured(GREEN, "█".repeat(good))
                + terminal.coloured(GREY, "░".repeat(BAR - good - bad))
                + terminal.coloured(RED, "█".repeat(bad));
    }

    private static String moods(Live.Seen seen) {
        int all = Math.max(1, seen.scored());
        return List.of("positive", "neutral", "negative").stream()
                .map(mood -> "%s %d%%".formatted(mood, 100 * seen.moods().getOrDefault(mood, 0) / all))
                .collect(Collectors.joining("  "));
    }

    private static String tags(Live.Seen seen, int most) {
        return seen.tags().stream()
                .limit(most)
                .map(tag -> "#%s %d".formatted(tag.getKey(), tag.getValue()))
                .collect(Collectors.joining("  "));
    }

    /** A line that wraps would not be erased whole; signs of double width count twice. */
    private static String fit(String text, int width) {
        StringBuilder fitting = new StringBuilder();
        int used = 0;
        for (int sign : text.codePoints().toArray()) {
            used += sign < 0x1100 ? 1 : 2;
            if (used > width) {
                break;
            }
            fitting.appendCodePoint(sign);
        }
        return fitting.toString();
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1e3;
    }

    static String clock(Duration time) {
        return time.toHours() > 0
                ? "%d:%02d:%02d".formatted(time.toHours(), time.toMinutesPart(), time.toSecondsPart())
                : "%02d:%02d".formatted(time.toMinutes(), time.toSecondsPart());
    }
}
