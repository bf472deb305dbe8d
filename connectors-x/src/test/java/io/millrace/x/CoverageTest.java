package io.millrace.x;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is asked for again, and what is missing all the same. */
class CoverageTest {
    private static final Instant T = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void atFirstAllMinutesAreAskedForAndNothingIsMissing() {
        Coverage coverage = new Coverage(5, T, Optional.empty());
        assertThat(coverage.minutes(T)).isEqualTo(5);
        assertThat(coverage.connected(T, 5, T)).isEmpty();
    }

    @Test
    void theTimeSinceAPredecessorKeptItsLastPostIsMissing() {
        Coverage coverage = new Coverage(0, T, Optional.of(T.minusSeconds(60)));
        assertThat(coverage.connected(T.plusSeconds(5), 0, T))
                .as("as posts may come ten seconds late")
                .contains(new Gap(T.minusSeconds(70), T.plusSeconds(5)));
        assertThat(new Coverage(0, T, Optional.of(T.plusSeconds(60))).connected(T, 0, T))
                .as("by a clock that is ahead")
                .contains(new Gap(T.minusSeconds(10), T));
    }

    @Test
    void ofTheTimeSinceAPredecessorKeptItsLastPostTheMinutesAskedForAreNotMissing() {
        assertThat(new Coverage(5, T, Optional.of(T.minusSeconds(200))).connected(T, 5, T))
                .isEmpty();
        Coverage late = new Coverage(5, T, Optional.of(T.minusSeconds(1_000)));
        assertThat(late.minutes(T)).isEqualTo(5);
        assertThat(late.connected(T, 5, T)).contains(new Gap(T.minusSeconds(1_010), T.minusSeconds(300)));
        late.lost();
        assertThat(late.minutes(T.plusSeconds(60))).isEqualTo(5);
        assertThat(late.connected(T.plusSeconds(60), 5, T))
                .as("the first minute of the back-fill, which broke off")
                .contains(new Gap(T.minusSeconds(300), T.minusSeconds(240)));
    }

    @Test
    void withoutBackfillTheTimeSinceTheLastSignOfLifeIsMissing() {
        Coverage coverage = connected(0);
        coverage.alive(T.plusSeconds(30));
        coverage.lost();
        assertThat(coverage.connected(T.plusSeconds(40), 0, T.plusSeconds(40)))
                .contains(new Gap(T.plusSeconds(30), T.plusSeconds(40)));
        coverage.alive(T.plusSeconds(50));
        coverage.lost();
        assertThat(coverage.connected(T.plusSeconds(51), 0, T.plusSeconds(51)))
                .contains(new Gap(T.plusSeconds(50), T.plusSeconds(51)));
    }

    @Test
    void attemptsThatFailMakeOneGap() {
        Coverage coverage = connected(0);
        coverage.lost();
        coverage.lost();
        coverage.lost();
        assertThat(coverage.connected(T.plusSeconds(9), 0, T)).contains(new Gap(T, T.plusSeconds(9)));
    }

    @Test
    void aPostThatWasLateMovesTheBeginningOfAGap() {
        Coverage coverage = connected(0);
        coverage.alive(T.plusSeconds(30));
        coverage.came(T.plusSeconds(23), T.plusSeconds(30));
        coverage.lost();
        assertThat(coverage.connected(T.plusSeconds(40), 0, T)).contains(new Gap(T.plusSeconds(23), T.plusSeconds(40)));
    }

    @Test
    void whatXHeldBackWhileReadingWaitedIsPartOfTheGap() {
        Coverage coverage = connected(0);
        coverage.held(T.plusSeconds(10));
        coverage.alive(T.plusSeconds(60));
        coverage.lost();
        assertThat(coverage.connected(T.plusSeconds(61), 0, T)).contains(new Gap(T.plusSeconds(10), T.plusSeconds(61)));
    }

    @Test
    void aSignThatThereIsNoMoreEndsWhatWasHeldBack() {
        Coverage coverage = connected(0);
        coverage.held(T.plusSeconds(10));
        coverage.alive(T.plusSeconds(60));
        coverage.caughtUp();
        coverage.lost();
        assertThat(coverage.connected(T.plusSeconds(61), 0, T)).contains(new Gap(T.plusSeconds(60), T.plusSeconds(61)));
    }

    @Test
    void aBackfillThatBrokeOffIsAskedForAgain() {
        Coverage coverage = connected(5);
        coverage.caughtUp();
        coverage.lost();
        assertThat(coverage.minutes(T.plusSeconds(100))).isEqualTo(2);
        assertThat(coverage.connected(T.plusSeconds(100), 2, T.plusSeconds(100)))
                .isEmpty();
        coverage.alive(T.plusSeconds(110));
        coverage.came(T.plusSeconds(50), T.plusSeconds(110));
        coverage.lost();
        assertThat(coverage.minutes(T.plusSeconds(115)))
                .as("from the first loss on")
                .isEqualTo(3);
    }

    @Test
    void aPostMadeAfterTheConnectionMeansThatTheBackfillIsThere() {
        Coverage coverage = connected(5);
        coverage.caughtUp();
        coverage.lost();
        coverage.connected(T.plusSeconds(200), 4, T.plusSeconds(200));
        coverage.alive(T.plusSeconds(210));
        coverage.came(T.plusSeconds(205), T.plusSeconds(210));
        coverage.lost();
        assertThat(coverage.minutes(T.plusSeconds(211))).isEqualTo(1);
    }

    @Test
    void ofALongGapTheMinutesAskedForAreNotMissing() {
        Coverage coverage = connected(2);
        coverage.caughtUp();
        coverage.lost();
        Instant later = T.plusSeconds(600);
        assertThat(coverage.minutes(later)).isEqualTo(2);
        assertThat(coverage.connected(later, 2, later)).contains(new Gap(T, later.minus(Duration.ofMinutes(2))));
    }

    private static Coverage connected(int minutes) {
        Coverage coverage = new Coverage(minutes, T, Optional.empty());
        assertThat(coverage.connected(T, minutes, T)).isEmpty();
        return coverage;
    }
}
