package io.millrace.x;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of an endless answer. What is not asked for is not read from the network. One thread reads; it may be closed by any.
 */
final class Wire implements Flow.Subscriber<List<ByteBuffer>>, AutoCloseable {
    /** Some bytes, or the end, with its cause if it was none of HTTP's. */
    private record Arrived(
            List<ByteBuffer> bytes, boolean isEnd, @Nullable Throwable cause) {}

    private final BlockingQueue<Arrived> arrived = new LinkedBlockingQueue<>();
    private volatile Flow.@Nullable Subscription subscription;
    private volatile boolean closed;

    /** The next bytes; empty if none came in time. */
    List<ByteBuffer> next(Duration patience) throws Trouble, InterruptedException {
        Arrived next = arrived.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (next == null) {
            return List.of();
        }
        if (next.isEnd()) {
            Throwable cause = next.cause();
            throw Trouble.network(
                    cause == null ? "X has ended the stream" : "the connection broke: " + cause.getMessage(), cause);
        }
        Flow.Subscription running = subscription;
        if (running != null) {
            running.request(1);
        }
        return next.bytes();
    }

    @Override
    public void onSubscribe(Flow.Subscription made) {
        subscription = made;
        if (closed) {
            made.cancel();
        } else {
            made.request(1);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> bytes) {
        arrived.add(new Arrived(bytes, false, null));
    }

    @Override
    public void onError(Throwable cause) {
        arrived.add(new Arrived(List.of(), true, cause));
    }

    @Override
    public void onComplete() {
        arrived.add(new Arrived(List.of(), true, null));
    }

    @Override
    public void close() {
        closed = true;
        Flow.Subscription running = subscription;
        if (running != null) {
            running.cancel();
        }
    }
}
