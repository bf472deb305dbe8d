package io.millrace.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One result: a figure for each side, and how ours compares.
 *
 * @param name what was measured
 * @param unit of the figures
 * @param better which figures are better
 * @param sides the figures
 * @param more further measures of the same rounds, for the file alone
 * @param ratios how many times better ours is
 */
record Result(
        String name,
        String unit,
        Better better,
        Map<String, Spread> sides,
        Map<String, Map<String, Spread>> more,
        List<Ratio> ratios) {
    /** Which figures are better. */
    enum Better {
        MORE,
        LESS
    }

    /**
     * How many times better than another side ours is.
     *
     * @param to the other side
     * @param value above 1 if ours is better
     * @param target the least that is wanted; 0 for none
     */
    record Ratio(String to, double value, double target) {
        boolean ok() {
            return value >= target;
        }

        @Override
        public String toString() {
            String wanted = String.format(Locale.ROOT, " (>=%s %s)", plain(target), ok() ? "ok" : "MISSED");
            return String.format(Locale.ROOT, "%s:%.2fx%s", to, value, target > 0 ? wanted : "");
        }

        private static String plain(double number) {
            return number == Math.rint(number) ? Long.toString(Math.round(number)) : Double.toString(number);
        }
    }

    /** The same without judging it. */
    Result unjudged() {
        return new Result(
                name,
                unit,
                better,
                sides,
                more,
                ratios.stream()
                        .map(ratio -> new Ratio(ratio.to(), ratio.value(), 0))
                        .toList());
    }

    Result(String name, String unit, Better better, Map<String, Spread> sides) {
        this(name, unit, better, sides, Map.of(), List.of());
    }

    /** With a further measure of each side. */
    Result and(String measure, Map<String, Spread> bySide) {
        Map<String, Map<String, Spread>> all = new LinkedHashMap<>(more);
        all.put(measure, bySide);
        return new Result(name, unit, better, sides, all, ratios);
    }

    /** With how ours compares with another side, and what is wanted at least. */
    Result against(String side, double target) {
        return compare("ours", side, target);
    }

    /** With how one side compares with another, and what is wanted at least. */
    Result compare(String one, String side, double target) {
        Spread ours = sides.get(one);
        Spread other = sides.get(side);
        if (ours == null || other == null) {
            throw new IllegalArgumentException("no side '" + side + "' or no '" + one + "' among " + sides.keySet());
        }
        double value = better == Better.MORE ? ours.median() / other.median() : other.median() / ours.median();
        List<Ratio> all = new ArrayList<>(ratios);
        all.add(new Ratio(side, value, target));
        return new Result(name, unit, better, sides, more, all);
    }

    /** As on the terminal. */
    String line() {
        StringBuilder line = new StringBuilder(name);
        sides.forEach(
                (side, spread) -> line.append(' ').append(side).append('=').append(figure(spread.median())));
        line.append(" (").append(unit).append(')');
        ratios.forEach(ratio -> line.append(' ').append(ratio));
        return line.toString();
    }

    private static String figure(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
    }
}
