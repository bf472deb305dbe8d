package io.millrace.runtime;

import io.millrace.api.ConnectorException;
import io.millrace.api.Rejects;
import io.millrace.api.Row;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fails on the first row that an output refuses, or counts such rows, as the user chose. Safe for many threads. */
public final class RejectPolicy implements Rejects {
    private static final Logger LOG = LoggerFactory.getLogger(RejectPolicy.class);

    private final WriteOptions.OnReject choice;
    private final LongAdder rejected = new LongAdder();

    /** A policy. */
    public RejectPolicy(WriteOptions.OnReject choice) {
        this.choice = choice;
    }

    @Override
    public void reject(Row row, ConnectorException why) {
        if (choice == WriteOptions.OnReject.FAIL) {
            throw why;
        }
        rejected.increment();
        LOG.warn("Left out a row, as option 'onReject' says: {}", why.getMessage());
    }

    /** How many rows were left out. */
    public long rejected() {
        return rejected.sum();
    }
}
