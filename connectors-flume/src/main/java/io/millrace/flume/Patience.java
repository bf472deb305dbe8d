package io.millrace.flume;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection that keeps this receiver waiting: for the rest of a request, or for any. A sender that itself waits for an
 * answer may wait for ever. Used on the connection's event loop.
 */
final class Patience extends ChannelInboundHandlerAdapter {
    private static final long MOST_CHECK = Duration.ofSeconds(5).toNanos();

    private final long requestNanos;
    private final long idleNanos;
    private final Refusals refusals;
    private long since = System.nanoTime();
    private long patience;
    private boolean first = true;
    private boolean inRequest;
    private @Nullable Future<?> checks;

    Patience(Limits limits, Refusals refusals) {
        this.requestNanos = limits.requestTimeout().toNanos();
        this.idleNanos = limits.idleTimeout().toNanos();
        this.refusals = refusals;
        this.patience = requestNanos;
    }

    /** A request has begun; the first one began with the connection. */
    void busy() {
        if (!inRequest && !first) {
            expect(requestNanos);
        }
        inRequest = true;
        first = false;
    }

    /** The sender waits: for the answer to its request, or for its turn. */
    void answering() {
        expect(Long.MAX_VALUE);
    }

    /** The rest of the request is read now. */
    void goesOn() {
        expect(requestNanos);
    }

    /** The request is answered. */
    void idle() {
        inRequest = false;
        expect(idleNanos);
    }

    private void expect(long nanos) {
        since = System.nanoTime();
        patience = nanos;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        long period = Math.min(MOST_CHECK, Math.min(requestNanos, idleNanos) / 4 + 1);
        checks = context.executor().scheduleWithFixedDelay(() -> check(context), period, period, TimeUnit.NANOSECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (checks != null) {
            checks.cancel(false);
        }
    }

    private void check(ChannelHandlerContext context) {
        if (System.nanoTime() - since > patience) {
            refusals.count(
                    Refusals.Reason.TIMEOUT,
                    context.channel().remoteAddress(),
                    first || inRequest
                            ? "a request did not come whole in requestTimeout"
                            : "no request came in idleTimeout",
                    null);
            var unused = context.close();
        }
    }
}
