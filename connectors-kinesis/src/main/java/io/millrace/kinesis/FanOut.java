package io.millrace.kinesis;

import io.millrace.api.ConnectorException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;

/**
 * Lets Kinesis push the records of a shard, and polls while there is no subscription to be had: before the first one, between two
 * of them, and while somebody else has it.
 *
 * <ol>
 *   <li>A poll makes sure that the record at which it stands is there still, and that the shard has not ended.
 *   <li>A subscription begins with that very record, and lasts for five minutes.
 *   <li>When it ends, breaks, or is taken by another subscriber of the same consumer, it begins again with a poll. What comes twice
 *       is left out by its number.
 * </ol>
 */
final class FanOut implements Supply {
    private static final Logger LOG = LoggerFactory.getLogger(FanOut.class);
    /** Kinesis refuses a second subscription for so long after one that it granted. */
    static final Duration LEAST = Duration.ofSeconds(5);

    private static final long MOST = Duration.ofMinutes(5).toNanos();

    private final KinesisAsyncClient client;
    private final String consumer;
    private final String shard;
    private final ShardCursor cursor;
    private final Polling polling;
    private @Nullable Subscription subscription;
    private @Nullable Position refused;
    private boolean sure;
    private boolean stale;
    private long mayAsk = System.nanoTime();
    private final long least;
    private long pause;

    FanOut(
            KinesisAsyncClient client,
            String consumer,
            String shard,
            ShardCursor cursor,
            Polling polling,
            Duration between) {
        this.client = client;
        this.consumer = consumer;
        this.shard = shard;
        this.cursor = cursor;
        this.polling = polling;
        this.least = between.toNanos();
        this.pause = least;
    }

    @Override
    public void more(long nanos) throws IOException {
        Subscription open = subscription;
        if (open != null) {
            listen(open, nanos);
        } else if (sure && System.nanoTime() - mayAsk >= 0) {
            cursor.reanchor();
            subscription = Subscription.open(client, consumer, shard, cursor.anchor());
            mayAsk = System.nanoTime() + least;
        } else {
            if (stale) {
                cursor.reanchor();
                stale = false;
            }
            if (polling.ask(nanos)) {
                sure = cursor.isSure();
            }
        }
    }

    @Override
    public void close() {
        drop();
    }

    private void listen(Subscription open, long nanos) throws IOException {
        Page page;
        try {
            page = open.poll(nanos);
        } catch (ConnectorException e) {
            drop();
            refused(e);
            return;
        }
        if (page != null) {
            cursor.pushed(page);
        } else if (open.isOver()) {
            pause = least;
        }
        if (open.isClosed()) {
            // Polls find the end, perhaps only after some empty pages.
            mayAsk = System.nanoTime() + MOST;
        }
        if (open.isOver() || cursor.doubts()) {
            drop();
        }
    }

    private void drop() {
        if (subscription != null) {
            subscription.close();
            subscription = null;
        }
        sure = false;
        stale = true;
    }

    /** What may pass is tried again after a pause that grows; meanwhile records are polled. */
    private void refused(ConnectorException why) {
        boolean unknown = why.getCause() instanceof InvalidArgumentException
                && (refused == null || !refused.samePlace(cursor.position()));
        if (unknown) {
            // A record that is gone looks like this. The poll that comes next finds out.
            refused = cursor.position();
        } else if (why.kind() != ConnectorException.Kind.TRANSIENT) {
            throw why;
        }
        LOG.warn(
                "No subscription now: {}. Records are polled for at least {} s. If this goes on, see that no other query has"
                        + " the same consumer.",
                why.getMessage(),
                pause / 1e9);
        mayAsk = System.nanoTime() + pause + ThreadLocalRandom.current().nextLong(1 + pause / 4);
        pause = Math.min(pause * 2, MOST);
    }
}
