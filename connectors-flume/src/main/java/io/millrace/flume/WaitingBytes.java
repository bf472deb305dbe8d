package io.millrace.flume;

import java.util.concurrent.atomic.AtomicLong;

/** The memory that requests of all senders hold at once, and its limit. Safe for many threads. */
final class WaitingBytes {
    private final long limit;
    private final AtomicLong held = new AtomicLong();

    WaitingBytes(long limit) {
        this.limit = limit;
    }

    /** Takes so many bytes, or none if that were too many. */
    boolean take(long bytes) {
        if (held.addAndGet(bytes) <= limit) {
            return true;
        }
        held.addAndGet(-bytes);
        return false;
    }

    void give(long bytes) {
        held.addAndGet(-bytes);
    }

    long held() {
        return held.get();
    }

    Refusal refusal() {
        return new Refusal(
                Refusals.Reason.BUSY,
                "this receiver holds " + held + " bytes of batches that are not durable yet, and may hold " + limit
                        + "; send again later");
    }
}
