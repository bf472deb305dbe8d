package io.millrace.cli.pipeline;

import io.millrace.api.ConnectorException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How long a question to a system may take, whatever its client's own time-outs are. */
record Patience(Duration bound) {
    /**
     * Asks on a thread of its own, which is interrupted when the time is over.
     *
     * @param whom who is asked, for the error
     */
    <T> T ask(String whom, Callable<T> question) throws Exception {
        FutureTask<T> task = new FutureTask<>(question);
        Thread thread = new Thread(task, "check of " + whom);
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(bound.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception failure) {
                throw failure;
            }
            throw e;
        } catch (TimeoutException e) {
            throw ConnectorException.passing(
                    whom + " gave no answer within " + bound.toMillis()
                            + " ms; see whether the addresses in its options are"
                            + " right, and can be reached from here",
                    e);
        } finally {
            task.cancel(true);
        }
    }
}
