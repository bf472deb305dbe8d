package io.millrace.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What to run and how much of it.
 *
 * @param benchmarks the names of the benchmarks to run
 * @param shapes the results to measure; all if empty
 * @param quick whether everything is small, to show that it runs
 * @param records how many records, if not the benchmark's own number
 * @param rounds how many rounds are counted
 * @param output the directory of the JSON files
 * @param help whether only the usage is asked for
 */
record Settings(
        List<String> benchmarks,
        List<String> shapes,
        boolean quick,
        OptionalLong records,
        int rounds,
        Path output,
        boolean help) {
    private static final int ROUNDS = 5;

    /** What the command line says. */
    static Settings parse(List<String> args, List<String> known) {
        List<String> benchmarks = new ArrayList<>();
        List<String> shapes = List.of();
        boolean quick = false;
        boolean help = false;
        OptionalLong records = OptionalLong.empty();
        Optional<Long> rounds = Optional.empty();
        Path output = Path.of(System.getProperty("millrace.root", "")).resolve("target/bench");
        for (Iterator<String> all = args.iterator(); all.hasNext(); ) {
            String arg = all.next();
            switch (arg) {
                case "--quick" -> quick = true;
                case "--help", "-h" -> help = true;
                case "--records" -> records = OptionalLong.of(number(arg, all));
                case "--rounds" -> rounds = Optional.of(number(arg, all));
                case "--only" -> shapes = List.of(value(arg, all).split(","));
                case "--output" -> output = Path.of(value(arg, all));
                default -> {
                    if (!known.contains(arg)) {
                        throw new IllegalArgumentException("'" + arg + "' is neither an option nor a benchmark");
                    }
                    benchmarks.add(arg);
                }
            }
        }
        int counted = Math.toIntExact(rounds.orElse(quick ? 1L : ROUNDS));
        return new Settings(benchmarks.isEmpty() ? known : benchmarks, shapes, quick, records, counted, output, help);
    }

    static String usage(List<String> known) {
        return """
                Usage: Bench [--quick] [--records N] [--rounds N] [--only RESULT,...] [--output DIR] [BENCHMARK...]

                  BENCHMARK      %s; without any: all
                  --quick        everything small: shows that it runs, the figures mean nothing
                  --records N    so many records in place of the benchmark's own number
                  --rounds N     so many counted rounds (%d, after one that is not counted; just 1 with --quick)
                  --only RESULT  only the named results, such as value,micro-batches
                  --output DIR   where the JSON files go (target/bench)
                  --help         this text
                """.formatted(String.join(" | ", known), ROUNDS);
    }

    /** How many records: as the user says, or as suits the benchmark. */
    long records(long full, long small) {
        return records.orElse(quick ? small : full);
    }

    /** How many rounds go before those that are counted. */
    int warmRounds() {
        return quick ? 0 : 1;
    }

    /** Whether a result is to be measured. */
    boolean wants(String shape) {
        return shapes.isEmpty() || shapes.contains(shape);
    }

    private static long number(String option, Iterator<String> rest) {
        String text = value(option, rest);
        try {
            long number = Long.parseLong(text);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(option + " takes a number of at least 1, not '" + text + "'");
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(option + " takes a value");
        }
        return rest.next();
    }
}
