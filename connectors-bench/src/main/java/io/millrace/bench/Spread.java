package io.millrace.bench;

import java.util.List;

/** What the counted rounds of one side gave: the least, the middle and the most, and each in its order. */
record Spread(double min, double median, double max, List<Double> rounds) {
    static Spread of(List<Double> rounds) {
        List<Double> sorted = rounds.stream().sorted().toList();
        int half = sorted.size() / 2;
        double median = sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
        return new Spread(sorted.get(0), median, sorted.get(sorted.size() - 1), List.copyOf(rounds));
    }

    /** The spread of another measure of the same rounds. */
    Spread map(java.util.function.DoubleUnaryOperator measure) {
        return of(rounds.stream().map(measure::applyAsDouble).toList());
    }
}
