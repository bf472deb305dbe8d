package io.millrace.flume;

import io.millrace.api.ConnectorException;
import io.millrace.api.Options;
import java.time.Duration;

/** The bounds within which senders are served. */
record Limits(
        long eventSize,
        long batchEvents,
        long batchBytes,
        long waitingBytes,
        long connections,
        Duration requestTimeout,
        Duration idleTimeout,
        Duration busyTimeout) {
    /** A frame that claims more than this is no batch that is too large, but no frame at all: it is not even skipped. */
    static final long LARGEST_CLAIM = 256L << 20;

    static Limits of(Options options) {
        Limits limits = new Limits(
                options.value(InputOptions.MAX_EVENT_SIZE),
                options.value(InputOptions.MAX_BATCH_EVENTS),
                options.value(InputOptions.MAX_BATCH_BYTES),
                options.value(InputOptions.MAX_WAITING_BYTES),
                options.value(InputOptions.MAX_CONNECTIONS),
                options.value(InputOptions.REQUEST_TIMEOUT),
                options.value(InputOptions.IDLE_TIMEOUT),
                options.value(InputOptions.BUSY_TIMEOUT));
        // A batch is there twice, as it came and as events, and its buffer may have grown past it.
        if (limits.waitingBytes < 4 * limits.batchBytes) {
            throw ConnectorException.settings("Option 'maxWaitingBytes' is " + limits.waitingBytes
                    + ", which does not hold one batch of maxBatchBytes=" + limits.batchBytes
                    + "; it must be at least four times that");
        }
        return limits;
    }

    /** What a frame may claim and still be skipped, to tell its sender why it is not taken. */
    long largestClaim() {
        return Math.max(LARGEST_CLAIM, 4 * batchBytes);
    }
}
