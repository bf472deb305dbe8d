package io.millrace.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rounds in which every side works once, there and back: what one side leaves behind (a warm cache, a load of garbage, a
 * clock of the processor) does not always fall to the same other.
 */
final class Rounds {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private Rounds() {}

    /** What one side took, in seconds: of the clock, and of the processors by this whole JVM. */
    record Taken(Spread seconds, Spread cpuSeconds) {}

    /** The rounds of one side so far. */
    private record Runs(Side side, List<Double> seconds, List<Double> cpuSeconds) {
        Runs(Side side) {
            this(side, new ArrayList<>(), new ArrayList<>());
        }

        Taken taken() {
            return new Taken(Spread.of(seconds), Spread.of(cpuSeconds));
        }
    }

    /** What each side took in the rounds after the {@code warm} ones, by its name and in the order given. */
    static Map<String, Taken> run(List<Side> sides, int warm, int counted) throws Exception {
        List<Runs> there = sides.stream().map(Runs::new).toList();
        List<Runs> back = backwards(there);
        for (int round = 0; round < warm + counted; round++) {
            for (Runs runs : round % 2 == 0 ? there : back) {
                run(runs);
            }
            if (round < warm) {
                there.forEach(runs -> runs.seconds().clear());
                there.forEach(runs -> runs.cpuSeconds().clear());
            }
        }
        Map<String, Taken> taken = new LinkedHashMap<>();
        there.forEach(runs -> taken.put(runs.side().name(), runs.taken()));
        return taken;
    }

    private static void run(Runs runs) throws Exception {
        runs.side().before().run();
        System.gc();
        long cpu = SYSTEM.getProcessCpuTime();
        long start = System.nanoTime();
        runs.side().work().run();
        runs.seconds().add((System.nanoTime() - start) / 1e9);
        runs.cpuSeconds().add((SYSTEM.getProcessCpuTime() - cpu) / 1e9);
        runs.side().after().run();
    }

    private static <T> List<T> backwards(List<T> list) {
        List<T> backwards = new ArrayList<>(list);
        Collections.reverse(backwards);
        return backwards;
    }
}
