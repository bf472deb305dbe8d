package io.millrace.x;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The pauses that X publishes. */
class BackoffTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final Backoff backoff = new Backoff();

    @Test
    void networkErrorsAtOnceAndThenAQuarterOfASecondMoreEachTimeUpTo16() {
        List<Long> pauses = pauses(Trouble.network("", null), 100);
        assertThat(pauses.subList(0, 4)).containsExactly(0L, 250L, 500L, 750L);
        assertThat(pauses.subList(63, 100)).containsOnly(15_750L, 16_000L).endsWith(16_000L);
    }

    @Test
    void errorsOfHttpFrom5SecondsDoubledUpTo320() {
        assertThat(pauses(Trouble.http(""), 9))
                .containsExactly(5_000L, 10_000L, 20_000L, 40_000L, 80_000L, 160_000L, 320_000L, 320_000L, 320_000L);
    }

    @Test
    void tooManyRequestsFromAMinuteDoubled() {
        assertThat(pauses(Trouble.rate("", null), 4)).containsExactly(60_000L, 120_000L, 240_000L, 480_000L);
    }

    @Test
    void tooManyRequestsWaitForTheResetAndNoLessThanTheRuleSays() {
        assertThat(backoff.after(Trouble.rate("", NOW.plusSeconds(700)), NOW)).hasSeconds(700);
        assertThat(backoff.after(Trouble.rate("", NOW.plusSeconds(30)), NOW)).hasSeconds(120);
    }

    @Test
    void theyBeginAnewWhenSomethingCame() {
        assertThat(pauses(Trouble.http(""), 3)).endsWith(20_000L);
        backoff.wentWell();
        assertThat(pauses(Trouble.http(""), 1)).containsExactly(5_000L);
    }

    private List<Long> pauses(Trouble trouble, int count) {
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            pauses.add(backoff.after(trouble, NOW).toMillis());
        }
        return pauses;
    }

    @Test
    void noPauseIsNegative() {
        assertThat(backoff.after(Trouble.rate("", NOW.minusSeconds(5)), NOW)).isEqualTo(Duration.ofMinutes(1));
    }
}
