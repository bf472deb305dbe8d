package io.millrace.kafka.spark;

import java.util.Random;

/** Random moments that can be had again: {@code -Dmillrace.seed=N}. */
final class Seeds {
    private static final String PROPERTY = "millrace.seed";

    private Seeds() {}

    /** The chance of one test, whose seed is printed. */
    static Random random(String test) {
        long seed = Long.getLong(PROPERTY, System.nanoTime() & 0xffffff);
        System.out.println(test + ": seed " + seed + " (again with -D" + PROPERTY + "=" + seed + ")");
        return new Random(seed);
    }
}
