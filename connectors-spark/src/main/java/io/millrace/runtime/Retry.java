package io.millrace.runtime;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import io.millrace.api.ConnectorException.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place that tries again. Only transient failures are retried, with exponential, jittered pauses, until a deadline;
 * an interrupt (a query that is stopped) ends it at once. Safe for many threads.
 */
public final class Retry {
    private static final Logger LOG = LoggerFactory.getLogger(Retry.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Duration deadline;
    private final LongAdder retries;

    /** A call that may fail. */
    public interface Attempt<T> {
        /** Tries once. */
        T run() throws IOException;
    }

    /** An action that may fail. */
    public interface Action {
        /** Tries once. */
        void run() throws IOException;
    }

    /**
     * A way to retry.
     *
     * @param deadline how long after the first attempt a new one may still begin
     * @param retries counts the attempts after the first
     */
    public Retry(Duration deadline, LongAdder retries) {
        this.deadline = deadline;
        this.retries = retries;
    }

    /**
     * Calls until it succeeds, fails for good, or the deadline is over.
     *
     * @param doing what is tried, for the log and the error
     */
    public <T> T call(String doing, Attempt<T> attempt) {
        if (deadline.isZero()) {
            return once(doing, attempt);
        }
        RetryPolicy<T> policy = RetryPolicy.<T>builder()
                .handleIf(failure -> Failures.kind(failure) == Kind.TRANSIENT && !Failures.isInterrupt(failure))
                .withBackoff(shorter(FIRST_PAUSE, deadline.dividedBy(8)), shorter(LONGEST_PAUSE, deadline.dividedBy(2)))
                .withJitter(0.5)
                .withMaxRetries(-1)
                .withMaxDuration(deadline)
                .onRetry(event -> {
                    retries.increment();
                    LOG.warn("{} failed; trying again", doing, event.getLastException());
                })
                .build();
        try {
            return Failsafe.with(policy).get(attempt::run);
        } catch (FailsafeException e) {
            if (e.getCause() instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw Failures.wrap(doing, e.getCause() == null ? e : e.getCause());
        }
    }

    /** As {@link #call}, without a result. */
    public void run(String doing, Action action) {
        call(doing, () -> {
            action.run();
            return true;
        });
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static <T> T once(String doing, Attempt<T> attempt) {
        try {
            return attempt.run();
        } catch (IOException e) {
            throw Failures.wrap(doing, e);
        }
    }
}
