package io.millrace.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a task holds that is never out of events, by a clock that only its pauses move. */
class AllowanceTest {
    private static final long MOST = 32 << 20;
    private static final int BATCH = 100_000;

    private final Allowance allowance = new Allowance(MOST, 0);
    private long now;

    @ParameterizedTest
    @ValueSource(longs = {100, 1_000, 30_000})
    void isUsedAndNotExceededHoweverFarCheckpointsAreApart(long millis) {
        long interval = TimeUnit.MILLISECONDS.toNanos(millis);
        // Of the first one it does not know when it comes.
        assertThat(held(interval)).isBetween(MOST / 2, MOST + MOST / 2);
        for (int checkpoint = 0; checkpoint < 5; checkpoint++) {
            assertThat(held(interval)).isBetween(MOST * 3 / 4, MOST);
        }
    }

    @Test
    void halfOfItIsFree() {
        for (int bytes = 0; bytes + BATCH <= MOST / 2; bytes += BATCH) {
            assertThat(allowance.take(BATCH)).isZero();
        }
    }

    @Test
    void neverKeepsACheckpointWaitingForLong() {
        for (int batch = 0; batch < 10 * MOST / BATCH; batch++) {
            assertThat(allowance.take(BATCH)).isLessThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(200));
        }
    }

    private long held(long interval) {
        long end = now + interval;
        long held = 0;
        while (now < end && held < 10 * MOST) {
            held += BATCH;
            now += allowance.take(BATCH);
        }
        allowance.checkpoint(now);
        return held;
    }
}
