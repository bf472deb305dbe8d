package io.millrace.kinesis;

import io.millrace.api.ConnectorException;
import java.io.InterruptedIOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEvent;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEventStream;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardRequest;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponseHandler;

/**
 * One subscription to a shard, over which Kinesis pushes pages for five minutes. A page is asked for when the one before was taken, so
 * that one waits here at most; what a reader does not take stays with Kinesis. One thread takes, the client's threads bring.
 */
final class Subscription implements AutoCloseable {
    private final BlockingQueue<Object> arrived = new LinkedBlockingQueue<>();
    private final String asked;
    private volatile org.reactivestreams.@Nullable Subscription flow;
    private @Nullable CompletableFuture<Void> call;
    private boolean closed;
    private volatile boolean over;

    /** That nothing more comes, and why, if it is a failure. */
    private record Over(@Nullable Throwable why) {}

    private Subscription(String asked) {
        this.asked = asked;
    }

    /**
     * Subscribes; a refusal comes with the first {@link #poll}.
     *
     * @param anchor the number of the record with which it is to begin; null: with the oldest
     */
    static Subscription open(KinesisAsyncClient client, String consumer, String shard, @Nullable String anchor) {
        Subscription made = new Subscription("subscribe '" + consumer + "' to '" + shard + "'");
        SubscribeToShardRequest request = SubscribeToShardRequest.builder()
                .consumerARN(consumer)
                .shardId(shard)
                .startingPosition(at -> at.type(
                                anchor == null ? ShardIteratorType.TRIM_HORIZON : ShardIteratorType.AT_SEQUENCE_NUMBER)
                        .sequenceNumber(anchor))
                .build();
        CompletableFuture<Void> call = client.subscribeToShard(
                request,
                SubscribeToShardResponseHandler.builder()
                        .onEventStream(events -> events.subscribe(made.receiver()))
                        .onError(made::fail)
                        .build());
        made.call = call;
        var unused = call.whenComplete((nothing, failure) -> {
            if (failure != null) {
                made.fail(failure);
            }
        });
        return made;
    }

    /**
     * The next page, whose {@link Page#next} says nothing; null if none came in time or none comes any more.
     *
     * @throws ConnectorException if the subscription was refused, or was taken away, or broke
     */
    @Nullable
    Page poll(long nanos) throws InterruptedIOException {
        Object next = null;
        try {
            next = over ? null : arrived.poll(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("Interrupted while waiting for Kinesis");
            interrupted.initCause(e);
            throw interrupted;
        }
        if (next instanceof Over end) {
            over = true;
            if (end.why() != null) {
                throw KinesisFailures.of(end.why(), asked);
            }
            return null;
        }
        if (!(next instanceof SubscribeToShardEvent event)) {
            return null;
        }
        // The end of a shard is told by its children; that it is one, a poll confirms.
        closed = event.hasChildShards();
        over = closed || event.continuationSequenceNumber() == null;
        org.reactivestreams.Subscription from = flow;
        if (!over && from != null) {
            from.request(1);
        }
        Long behind = event.millisBehindLatest();
        return new Page(event.records(), "", behind == null || behind == 0);
    }

    /** Whether nothing more comes. */
    boolean isOver() {
        return over;
    }

    /** Whether it is over because the shard was split or merged. */
    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        over = true;
        org.reactivestreams.Subscription from = flow;
        if (from != null) {
            from.cancel();
        }
        if (call != null) {
            call.cancel(true);
        }
    }

    private void fail(Throwable why) {
        arrived.add(new Over(why));
    }

    private Subscriber<SubscribeToShardEventStream> receiver() {
        return new Subscriber<>() {
            @Override
            public void onSubscribe(org.reactivestreams.Subscription from) {
                flow = from;
                if (over) {
                    from.cancel();
                } else {
                    from.request(1);
                }
            }

            @Override
            public void onNext(SubscribeToShardEventStream event) {
                if (event instanceof SubscribeToShardEvent) {
                    arrived.add(event);
                } else if (flow != null) {
                    flow.request(1);
                }
            }

            @Override
            public void onError(Throwable why) {
                fail(why);
            }

            @Override
            public void onComplete() {
                arrived.add(new Over(null));
            }
        };
    }
}
