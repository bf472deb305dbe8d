package io.millrace.spark.dstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong now = new AtomicLong(7);
    private final AtomicLong rate = new AtomicLong(100);
    private final RateLimit limit = new RateLimit(rate::get, now::get);

    @Test
    void aBatchWaitsUntilWhatCameBeforeIsPaidFor() {
        assertThat(limit.reserve(200)).isZero();
        assertThat(limit.reserve(1)).isEqualTo(2 * SECOND);
        now.addAndGet(SECOND);
        assertThat(limit.reserve(1)).isEqualTo(SECOND + SECOND / 100);
    }

    @Test
    void timeThatWasNotUsedIsNotSaved() {
        now.addAndGet(60 * SECOND);
        assertThat(limit.reserve(100)).isZero();
        assertThat(limit.reserve(100)).isEqualTo(SECOND);
    }

    @Test
    void theRateOfTheMomentHolds() {
        assertThat(limit.reserve(100)).isZero();
        rate.set(10);
        assertThat(limit.reserve(10)).isEqualTo(SECOND);
        assertThat(limit.reserve(1)).isEqualTo(2 * SECOND);
        assertThat(limit.block(1_000)).isEqualTo(10);
    }

    @Test
    void withoutARateNothingWaits() {
        rate.set(Long.MAX_VALUE);
        assertThat(limit.reserve(1_000_000)).isZero();
        assertThat(limit.reserve(1_000_000)).isZero();
        assertThat(limit.block(1_000)).isEqualTo(1_000);
    }
}
