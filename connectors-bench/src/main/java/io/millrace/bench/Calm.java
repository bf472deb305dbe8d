package io.millrace.bench;

import io.millrace.testkit.server.ServerProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.TimeUnit;

/**
 * Waits until what the last round left behind is done, so that no side pays for another: batches that Spark still counts, and
 * a write-ahead log that the system has yet to write to the disk.
 */
final class Calm {
    private static final Duration LOOK = Duration.ofMillis(300);
    /** Of one processor; a Spark that only ticks needs less. */
    private static final double IDLE_SHARE = 0.05;

    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private Calm() {}

    /** Returns when the disk has all that was written, and the processes use next to no processor time. */
    static void await(Collection<ServerProcess> processes) throws IOException, InterruptedException {
        long end = System.nanoTime() + DEADLINE.toNanos();
        Duration used;
        do {
            Process sync = new ProcessBuilder("sync").inheritIO().start();
            if (!sync.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)
                    || sync.exitValue() != 0
                    || System.nanoTime() > end) {
                throw new IOException("the servers or the disk did not come to rest within " + DEADLINE);
            }
            Duration before = used(processes);
            Thread.sleep(LOOK.toMillis());
            used = used(processes).minus(before);
        } while (used.toNanos() > IDLE_SHARE * LOOK.toNanos());
    }

    private static Duration used(Collection<ServerProcess> processes) {
        return processes.stream()
                .map(process ->
                        ProcessHandle.of(process.pid()).orElseThrow().info().totalCpuDuration())
                .map(time -> time.orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }
}
