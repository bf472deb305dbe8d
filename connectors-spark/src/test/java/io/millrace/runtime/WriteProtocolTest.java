package io.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.Columns;
import io.millrace.api.Committer;
import io.millrace.api.ConnectorException;
import io.millrace.api.Delivery;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import io.millrace.api.OutputConnector;
import io.millrace.api.Rejects;
import io.millrace.api.WriteTask;
import io.millrace.api.Writer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** When the driver commits, asks again and aborts. */
class WriteProtocolTest {
    private static WriteProtocol.Staged staged(String... rows) {
        return new WriteProtocol.Staged(List.of(rows), List.of(), 0);
    }

    private final List<String> calls = new ArrayList<>();
    private int unknownOutcomes;
    private final WriteMetrics metrics = new WriteMetrics();

    @Test
    void aCommitOfUnknownOutcomeIsAskedAgainWithTheSameArguments() {
        unknownOutcomes = 2;
        protocol("10s").commit(7, staged("a", "b"));
        assertThat(calls).containsExactly("commit q 7 [a, b]", "commit q 7 [a, b]", "commit q 7 [a, b]");
        assertThat(metrics.retries().sum()).isEqualTo(2);
        assertThat(metrics.commits().sum()).isEqualTo(1);
    }

    @Test
    void anEpochIsAbortedOnlyWhenItsCommitWasNeverBegun() {
        WriteProtocol protocol = protocol("1ms");
        protocol.abort(1, staged("a"));
        unknownOutcomes = Integer.MAX_VALUE;
        assertThatThrownBy(() -> protocol.commit(2, staged("b")))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("epoch 2");
        protocol.abort(2, staged("b"));
        assertThat(calls).first().isEqualTo("abort q 1 [a]");
        assertThat(calls).noneMatch(call -> call.startsWith("abort q 2"));
        assertThat(metrics.commits().sum()).isZero();
    }

    @Test
    void anAbortedEpochMayBeCommittedLater() {
        WriteProtocol protocol = protocol("1ms");
        protocol.abort(1, staged("a"));
        protocol.commit(1, staged("b"));
        assertThat(calls).containsExactly("abort q 1 [a]", "commit q 1 [b]");
    }

    private WriteProtocol protocol(String retryTimeout) {
        OutputConnector output = new Recording();
        Options options =
                WriteOptions.with(output).read(Map.of("connector", "recording", "retryTimeout", retryTimeout));
        return new WriteProtocol("q", output, new Columns("value STRING"), options, metrics);
    }

    private final class Recording implements OutputConnector, Committer {
        @Override
        public String name() {
            return "recording";
        }

        @Override
        public OptionSet options() {
            return OptionSet.EMPTY;
        }

        @Override
        public Delivery check(Columns columns, Options options) {
            return new Delivery.Transactional(this);
        }

        @Override
        public Writer open(WriteTask task, Columns columns, Options options, Rejects rejects) {
            throw new IllegalStateException("nothing is written here");
        }

        @Override
        public void commit(String query, long epoch, List<String> staged) throws IOException {
            calls.add("commit " + query + " " + epoch + " " + staged);
            if (unknownOutcomes-- > 0) {
                throw new IOException("no answer");
            }
        }

        @Override
        public void abort(String query, long epoch, List<String> staged) {
            calls.add("abort " + query + " " + epoch + " " + staged);
        }

        @Override
        public void close() {}
    }
}
