package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.millrace.api.ConnectorException;
import io.millrace.api.ConnectorException.Kind;
import io.millrace.api.DataLossException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.opentest4j.TestAbortedException;

/** Calls that must fail, and how. */
final class Thrown {
    private Thrown() {}

    /** Calls what must be refused as a fault of the user's settings, and answers the refusal. */
    static ConnectorException refused(ThrowingCallable call) {
        ConnectorException refusal = expected(ConnectorException.class, call);
        assertThat(refusal.kind()).as("the kind of '%s'", refusal.getMessage()).isEqualTo(Kind.SETTINGS);
        return refusal;
    }

    /** Calls what must tell that events are gone, and answers what it told. */
    static DataLossException lost(ThrowingCallable call) {
        return expected(DataLossException.class, call);
    }

    private static <T extends Throwable> T expected(Class<T> type, ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        if (thrown instanceof TestAbortedException aborted) {
            throw aborted;
        }
        assertThat(thrown).isInstanceOf(type);
        return type.cast(thrown);
    }
}
