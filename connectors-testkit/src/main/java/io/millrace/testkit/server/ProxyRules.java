package io.millrace.testkit.server;

import java.util.concurrent.atomic.AtomicLong;

/** What holds for the connections of a proxy at the moment. Proxy thread only, but the count of bytes is for all. */
final class ProxyRules {
    final Way toServer = new Way();
    final Way toClient = new Way();

    Way way(TcpProxy.Direction direction) {
        return direction == TcpProxy.Direction.TO_SERVER ? toServer : toClient;
    }

    /** Whether as many bytes have passed as were allowed before a cut. */
    boolean cutIsDue() {
        return toServer.allowance == 0 || toClient.allowance == 0;
    }

    /** Takes planned cuts back. */
    void allowAll() {
        toServer.allowance = Long.MAX_VALUE;
        toClient.allowance = Long.MAX_VALUE;
    }

    /** The rules of one direction, over all connections. */
    static final class Way {
        private final AtomicLong passed = new AtomicLong();
        private boolean stalled;
        private long delayNanos;
        private long allowance = Long.MAX_VALUE;

        boolean stalled() {
            return stalled;
        }

        void stall() {
            stalled = true;
        }

        void flow() {
            stalled = false;
            delayNanos = 0;
        }

        long delayNanos() {
            return delayNanos;
        }

        void delay(long nanos) {
            delayNanos = nanos;
        }

        /** How many bytes may still pass before the cut. */
        long allowance() {
            return allowance;
        }

        void allow(long bytes) {
            allowance = bytes;
        }

        void passed(int bytes) {
            passed.addAndGet(bytes);
            if (allowance != Long.MAX_VALUE) {
                allowance -= bytes;
            }
        }

        long passed() {
            return passed.get();
        }
    }
}
