package io.millrace.kinesis;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The invariants of planning and reading, on a real emulator behind a proxy that plants faults. */
@Timeout(120)
class KinesisInvariantsTest {
    private final Invariants invariants = new Invariants(new KinesisInput());

    @Test
    void k1EveryEndIsARecordThatWasSeen() throws Exception {
        invariants.k1EveryEndIsARecordThatWasSeen();
    }

    @Test
    void k2ARangeReadTwiceIsEqual() throws Exception {
        invariants.k2ARangeReadTwiceIsEqual();
    }

    @Test
    void k3ARangeDoesNotGrow() throws Exception {
        invariants.k3ARangeDoesNotGrow();
    }

    @Test
    void k4CutsInsideAMillisecondAreSafe() throws Exception {
        invariants.k4CutsInsideAMillisecondAreSafe();
    }

    @Test
    void k5PositionsNeverMoveBack() throws Exception {
        invariants.k5PositionsNeverMoveBack();
    }

    @Test
    void k6AnEmptyPageEndsNothing() throws Exception {
        invariants.k6AnEmptyPageEndsNothing();
    }

    @Test
    void k7AnErrorIsNeverNoData() throws Exception {
        invariants.k7AnErrorIsNeverNoData();
    }

    @Test
    void k8NoChildBeforeItsParentsWereRead() throws Exception {
        invariants.k8NoChildBeforeItsParentsWereRead();
    }

    @Test
    void k9TheUnreadTailOfAClosedShardIsRead() throws Exception {
        invariants.k9TheUnreadTailOfAClosedShardIsRead();
    }

    @Test
    void k10AParentThatWasReadIsNotReadAgain() throws Exception {
        invariants.k10AParentThatWasReadIsNotReadAgain();
    }

    @Test
    void k11ARestartPlansTheSame() throws Exception {
        invariants.k11ARestartPlansTheSame();
    }

    @Test
    void k12WhatIsGoneIsTold() throws Exception {
        invariants.k12WhatIsGoneIsTold();
    }

    @Test
    void k13AQuietShardIsNoLoss() throws Exception {
        invariants.k13AQuietShardIsNoLoss();
    }

    @Test
    void k14TimeAloneMakesNoRange() throws Exception {
        invariants.k14TimeAloneMakesNoRange();
    }

    @Test
    void k15ARecordBudgetIsKept() throws Exception {
        invariants.k15ARecordBudgetIsKept();
    }

    @Test
    void k16NoCutInsideAStoredRecord() throws Exception {
        invariants.k16NoCutInsideAStoredRecord();
    }

    @Test
    void disorderLosesNothing() throws Exception {
        invariants.disorderLosesNothing();
    }

    @Test
    void k17PlannerAndReadersOfAShardShareOnePace() throws Exception {
        invariants.k17PlannerAndReadersShareOnePace();
    }
}
