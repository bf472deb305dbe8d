package io.millrace.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;

/** What the seconds of rounds say. */
final class Figures {
    private Figures() {}

    /** Thousands of records a second, with the microseconds of processor that one record takes in this JVM. */
    static Result throughput(String name, long records, Map<String, Rounds.Taken> taken) {
        Map<String, Spread> speed = each(taken, Rounds.Taken::seconds, seconds -> records / seconds / 1e3);
        Map<String, Spread> cpu = each(taken, Rounds.Taken::cpuSeconds, seconds -> seconds * 1e6 / records);
        return new Result(name, "k rec/s", Result.Better.MORE, speed).and("cpu us/record", cpu);
    }

    /** Milliseconds of one run. */
    static Result millis(String name, Map<String, Rounds.Taken> taken) {
        Map<String, Spread> millis = each(taken, Rounds.Taken::seconds, seconds -> seconds * 1e3);
        return new Result(name, "ms", Result.Better.LESS, millis);
    }

    private static Map<String, Spread> each(
            Map<String, Rounds.Taken> taken, Function<Rounds.Taken, Spread> spread, DoubleUnaryOperator measure) {
        Map<String, Spread> figures = new LinkedHashMap<>();
        taken.forEach((side, one) -> figures.put(side, spread.apply(one).map(measure)));
        return figures;
    }
}
