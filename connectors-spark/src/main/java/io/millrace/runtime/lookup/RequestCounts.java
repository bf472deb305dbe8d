package io.millrace.runtime.lookup;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Counters of the requests of a process. Each request is claimed by one task, so that sums over tasks are true. Safe for many threads. */
final class RequestCounts {
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong keys = new AtomicLong();
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger ended = new AtomicInteger();

    void answered(int keys, long nanos) {
        this.requests.incrementAndGet();
        this.keys.addAndGet(keys);
        this.nanos.addAndGet(nanos);
    }

    /** Counts a thread that has ended, and tells how many have. */
    int ended() {
        return ended.incrementAndGet();
    }

    /** Hands what was counted since the last call to whoever sums it up. */
    void claim(LookupMeter meter) {
        meter.requests(requests.getAndSet(0), keys.getAndSet(0), nanos.getAndSet(0));
    }
}
