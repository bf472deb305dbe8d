package io.millrace.kinesis;

import static io.millrace.kinesis.Planted.AN_EMPTY_PAGE_IS_THE_END;
import static io.millrace.kinesis.Planted.BUDGET_FOR_EACH_SHARD;
import static io.millrace.kinesis.Planted.CHILD_IN_ITS_PARENTS_LAST_BATCH;
import static io.millrace.kinesis.Planted.CLOSED_SHARDS_ARE_TAKEN_FOR_READ;
import static io.millrace.kinesis.Planted.CUTS_BY_THE_MILLISECOND;
import static io.millrace.kinesis.Planted.CUTS_STORED_RECORDS;
import static io.millrace.kinesis.Planted.ENDS_AT_A_COMPUTED_NUMBER;
import static io.millrace.kinesis.Planted.ERRORS_ARE_NO_DATA;
import static io.millrace.kinesis.Planted.LISTED_SHARDS_ARE_NEW;
import static io.millrace.kinesis.Planted.LOSSES_ARE_SILENT;
import static io.millrace.kinesis.Planted.PLANS_FROM_MEMORY;
import static io.millrace.kinesis.Planted.POSITIONS_CHANGE_WITHOUT_NEED;
import static io.millrace.kinesis.Planted.QUIET_SHARDS_GROW_OLD;
import static io.millrace.kinesis.Planted.READERS_HAVE_THEIR_OWN_PACE;
import static io.millrace.kinesis.Planted.READER_GOES_TO_THE_TIP;
import static io.millrace.kinesis.Planted.TEXT_MAKES_A_RANGE;
import static io.millrace.kinesis.Planted.TIME_FENCES;
import static io.millrace.kinesis.Planted.WAITS_FOR_WHAT_IS_GONE;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each invariant is red for a connector that breaks it: a test that cannot fail shows nothing. */
@Timeout(120)
class PlantedFaultsTest {
    interface Invariant {
        void of(Invariants invariants) throws Exception;
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                broken("K1", ENDS_AT_A_COMPUTED_NUMBER, Invariants::k1EveryEndIsARecordThatWasSeen),
                broken("K2", READER_GOES_TO_THE_TIP, Invariants::k2ARangeReadTwiceIsEqual),
                broken("K3", READER_GOES_TO_THE_TIP, Invariants::k3ARangeDoesNotGrow),
                broken("K4", CUTS_BY_THE_MILLISECOND, Invariants::k4CutsInsideAMillisecondAreSafe),
                broken("K5", POSITIONS_CHANGE_WITHOUT_NEED, Invariants::k5PositionsNeverMoveBack),
                broken("K6", AN_EMPTY_PAGE_IS_THE_END, Invariants::k6AnEmptyPageEndsNothing),
                broken("K7", ERRORS_ARE_NO_DATA, Invariants::k7AnErrorIsNeverNoData),
                broken("K8", CHILD_IN_ITS_PARENTS_LAST_BATCH, Invariants::k8NoChildBeforeItsParentsWereRead),
                broken("K9", CLOSED_SHARDS_ARE_TAKEN_FOR_READ, Invariants::k9TheUnreadTailOfAClosedShardIsRead),
                broken("K10", LISTED_SHARDS_ARE_NEW, Invariants::k10AParentThatWasReadIsNotReadAgain),
                broken("K11", PLANS_FROM_MEMORY, Invariants::k11ARestartPlansTheSame),
                broken("K12", LOSSES_ARE_SILENT, Invariants::k12WhatIsGoneIsTold),
                broken("K12", WAITS_FOR_WHAT_IS_GONE, Invariants::k12WhatIsGoneIsTold),
                broken("K13", QUIET_SHARDS_GROW_OLD, Invariants::k13AQuietShardIsNoLoss),
                broken("K14", TEXT_MAKES_A_RANGE, Invariants::k14TimeAloneMakesNoRange),
                broken("K15", BUDGET_FOR_EACH_SHARD, Invariants::k15ARecordBudgetIsKept),
                broken("K16", CUTS_STORED_RECORDS, Invariants::k16NoCutInsideAStoredRecord),
                broken("K17", READERS_HAVE_THEIR_OWN_PACE, Invariants::k17PlannerAndReadersShareOnePace),
                broken("disorder", TIME_FENCES, Invariants::disorderLosesNothing));
    }

    @ParameterizedTest(name = "{0} is broken by {1}")
    @MethodSource("faults")
    void isRed(Invariant invariant, Planted fault) {
        Invariants invariants = new Invariants(fault.connector());
        assertThatThrownBy(() -> invariant.of(invariants)).isInstanceOf(AssertionError.class);
    }

    private static Arguments broken(String name, Planted fault, Invariant invariant) {
        return Arguments.of(Named.of(name, invariant), fault);
    }
}
