package io.millrace.runtime;

import io.millrace.api.ConnectorException;
import io.millrace.api.Rejects;
import io.millrace.api.Row;
import io.millrace.runtime.deadletter.LetterWriter;
import io.millrace.runtime.deadletter.RowLetters;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fails on the first row that an output refuses, counts such rows, or sends them on, as the user chose. Safe for many threads. */
public final class RejectPolicy implements Rejects {
    private static final Logger LOG = LoggerFactory.getLogger(RejectPolicy.class);

    private final Rejects choice;
    private final LongAdder leftOut = new LongAdder();

    private RejectPolicy(Rejects choice) {
        this.choice = choice;
    }

    /** A policy without dead letters. */
    public static RejectPolicy of(WriteOptions.OnReject choice) {
        return new RejectPolicy(
                choice == WriteOptions.OnReject.FAIL
                        ? (row, why) -> {
                            throw why;
                        }
                        : (row, why) -> LOG.warn("Left out a row, as option 'onReject' says: {}", why.getMessage()));
    }

    /** A policy that sends a dead letter for each row. */
    public static RejectPolicy sending(RowLetters letters, LetterWriter to) {
        return new RejectPolicy((row, why) -> to.send(letters.of(row, why)));
    }

    @Override
    public void reject(Row row, ConnectorException why) {
        choice.reject(row, why);
        leftOut.increment();
    }

    /** How many rows the output did not get, because they were left out or sent on. */
    public long leftOut() {
        return leftOut.sum();
    }
}
