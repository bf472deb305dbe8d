package io.millrace.runtime;

import io.millrace.api.ConnectorException;
import io.millrace.api.DataLossException;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the user wants when events are gone: fail (the default), or warn, count and go on. */
public enum DataLoss {
    /** The query ends with an error. */
    FAIL {
        @Override
        void apply(DataLossException loss, LongAdder losses) {
            throw new ConnectorException(
                    loss.kind(),
                    "Data loss: " + loss.getMessage()
                            + ". To go on without the lost events set option 'onDataLoss' to 'warn'; to read everything"
                            + " that is left, start anew with another checkpoint",
                    loss);
        }
    },
    /** The loss is logged and counted, and reading goes on behind it. */
    WARN {
        @Override
        void apply(DataLossException loss, LongAdder losses) {
            losses.increment();
            LOG.warn("Data loss, and reading goes on as option 'onDataLoss' says: {}", loss.getMessage());
        }
    };

    private static final Logger LOG = LoggerFactory.getLogger(DataLoss.class);

    /** Fails or counts. */
    abstract void apply(DataLossException loss, LongAdder losses);
}
