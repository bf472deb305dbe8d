package io.millrace.runtime.journal;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Events that one caller handed over together, and the answer that it waits for. */
final class Put {
    private final EventBuffer events;
    private final int permits;
    private final @Nullable Claim claim;
    private final CountDownLatch answered = new CountDownLatch(1);
    private volatile @Nullable IOException failure;

    /** @param claim what is settled by the answer, before anybody hears of it; null if the events have no identity */
    Put(EventBuffer events, int permits, @Nullable Claim claim) {
        this.events = events;
        this.permits = permits;
        this.claim = claim;
    }

    EventBuffer events() {
        return events;
    }

    /** How much of the room for what waits it takes. */
    int permits() {
        return permits;
    }

    void succeed() {
        answer(null);
    }

    void fail(IOException why) {
        answer(why);
    }

    /** Waits for the answer. Each caller throws a failure of its own, so that its stack is that of the caller. */
    void await() throws IOException, InterruptedException {
        answered.await();
        IOException why = failure;
        if (why != null) {
            throw new IOException(why.getMessage(), why);
        }
    }

    private void answer(@Nullable IOException why) {
        failure = why;
        if (claim != null) {
            claim.settle(why);
        }
        answered.countDown();
    }
}
