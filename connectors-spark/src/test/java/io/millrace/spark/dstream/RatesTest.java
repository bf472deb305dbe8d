package io.millrace.spark.dstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.Budget;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RatesTest {
    private static final Duration HALF_A_SECOND = Duration.ofMillis(500);

    @Test
    void withoutLimitsABatchTakesAll() {
        assertThat(rates(Rates.UNLIMITED, Rates.UNLIMITED, Rates.UNLIMITED).budget(-1, 3))
                .isEqualTo(Budget.UNLIMITED);
    }

    @Test
    void ratesHoldForTheTimeBetweenTwoBatches() {
        assertThat(rates(100, Rates.UNLIMITED, Rates.UNLIMITED).budget(-1, 3).records())
                .isEqualTo(50);
        assertThat(rates(Rates.UNLIMITED, 100, Rates.UNLIMITED).budget(-1, 3).records())
                .isEqualTo(150);
    }

    @Test
    void backPressureBeginsAtItsInitialRateAndThenHoldsItsOwn() {
        Rates rates = rates(1_000, Rates.UNLIMITED, 80);
        assertThat(rates.budget(-1, 1).records()).isEqualTo(40);
        assertThat(rates.budget(200, 1).records()).isEqualTo(100);
        assertThat(rates.budget(5_000, 1).records()).isEqualTo(500);
    }

    @Test
    void theLimitOfABatchHoldsToo() {
        Rates rates = new Rates(Budget.ofRecords(7), 100, Rates.UNLIMITED, Rates.UNLIMITED, HALF_A_SECOND);
        assertThat(rates.budget(-1, 1).records()).isEqualTo(7);
    }

    @Test
    void aBatchAlwaysMayTakeOne() {
        assertThat(rates(1, Rates.UNLIMITED, Rates.UNLIMITED).budget(-1, 1).records())
                .isEqualTo(1);
    }

    private static Rates rates(long perSecond, long perPartition, long initial) {
        return new Rates(Budget.UNLIMITED, perSecond, perPartition, initial, HALF_A_SECOND);
    }
}
