package io.millrace.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A client that waits for long is not waited for. */
class PatienceTest {
    @Test
    void whoDoesNotAnswerIsInterruptedAndTold() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        assertThatThrownBy(() -> new Patience(Duration.ofMillis(50)).ask("Connector 'slow'", () -> {
                    try {
                        return new CountDownLatch(1).await(1, TimeUnit.MINUTES);
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                        throw e;
                    }
                }))
                .hasMessageContaining("Connector 'slow' gave no answer within 50 ms");
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void answersAndFailuresPass() throws Exception {
        Patience patience = new Patience(Duration.ofMinutes(1));
        assertThat(patience.ask("x", () -> 1)).isEqualTo(1);
        assertThatThrownBy(() -> patience.ask("x", () -> {
                    throw new IOException("no");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("no");
    }
}
