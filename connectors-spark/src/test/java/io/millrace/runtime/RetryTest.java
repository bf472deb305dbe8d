package io.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.api.ConnectorException;
import io.millrace.api.ConnectorException.Kind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

/** What is tried again, and what is not. */
class RetryTest {
    private final LongAdder retries = new LongAdder();
    private final AtomicInteger attempts = new AtomicInteger();

    @Test
    void aTransientFailureIsTriedAgainAndCounted() {
        String answer = retry(Duration.ofSeconds(10)).call("Asking", () -> {
            if (attempts.incrementAndGet() < 3) {
                throw new IOException("the line is down");
            }
            return "yes";
        });
        assertThat(answer).isEqualTo("yes");
        assertThat(retries.sum()).isEqualTo(2);
    }

    @Test
    void otherFailuresAreNot() {
        assertThatThrownBy(() -> retry(Duration.ofSeconds(10)).call("Asking", () -> {
                    attempts.incrementAndGet();
                    throw ConnectorException.settings("wrong password");
                }))
                .hasMessage("wrong password");
        assertThatThrownBy(() -> retry(Duration.ofSeconds(10)).call("Asking", () -> {
                    attempts.incrementAndGet();
                    throw new IllegalStateException("a bug");
                }))
                .hasMessage("a bug");
        assertThat(attempts).hasValue(2);
    }

    @Test
    void afterTheDeadlineTheLastFailureIsTold() {
        assertThatThrownBy(() -> retry(Duration.ofMillis(300)).call("Asking the broker", () -> {
                    throw new IOException("attempt " + attempts.incrementAndGet());
                }))
                .isInstanceOfSatisfying(
                        ConnectorException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TRANSIENT))
                .hasMessageStartingWith("Asking the broker failed: attempt ");
        assertThat(attempts.get()).isBetween(2, 20);
    }

    @Test
    void aQueryThatIsStoppedStopsRetrying() throws InterruptedException {
        Thread query = new Thread(() -> retry(Duration.ofHours(1)).run("Asking", () -> {
            attempts.incrementAndGet();
            throw new IOException("down");
        }));
        query.setUncaughtExceptionHandler((thread, failure) -> {});
        query.start();
        await().until(() -> attempts.get() >= 1);
        query.interrupt();
        query.join(Duration.ofSeconds(5).toMillis());
        assertThat(query.isAlive()).isFalse();
    }

    @Test
    void anInterruptOfWhichOnlyTheExceptionIsLeftIsNotTriedAgain() {
        assertThatThrownBy(() -> retry(Duration.ofSeconds(10)).call("Asking", () -> {
                    attempts.incrementAndGet();
                    throw new InterruptedIOException("stopped");
                }))
                .as("what Spark takes for an interrupt")
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("Asking was interrupted")
                .cause()
                .isInstanceOf(InterruptedIOException.class);
        assertThat(attempts).hasValue(1);
        retry(Duration.ofSeconds(10)).run("Asking", () -> {
            if (attempts.incrementAndGet() < 4) {
                throw new SocketTimeoutException("slow");
            }
        });
        assertThat(attempts).hasValue(4);
    }

    private Retry retry(Duration deadline) {
        return new Retry(deadline, retries);
    }
}
