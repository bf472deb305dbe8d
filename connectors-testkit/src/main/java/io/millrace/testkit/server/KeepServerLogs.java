package io.millrace.testkit.server;

import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/**
 * A JUnit extension that keeps the directories of all servers that are open when a test fails, so with their logs:
 * {@code @ExtendWith(KeepServerLogs.class)}. A server that the test method itself closes is gone before.
 */
public final class KeepServerLogs implements AfterTestExecutionCallback {
    /** For JUnit. */
    public KeepServerLogs() {}

    @Override
    public void afterTestExecution(ExtensionContext context) {
        context.getExecutionException()
                .filter(thrown -> !(thrown instanceof TestAbortedException))
                .ifPresent(failed -> ServerProcess.keepAll());
    }
}
