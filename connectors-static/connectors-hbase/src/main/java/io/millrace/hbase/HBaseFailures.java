package io.millrace.hbase;

import io.millrace.api.ConnectorException;
import io.millrace.api.Options;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.ExecutionException;
import org.apache.hadoop.hbase.DoNotRetryIOException;
import org.apache.hadoop.hbase.NamespaceNotFoundException;
import org.apache.hadoop.hbase.TableNotEnabledException;
import org.apache.hadoop.hbase.TableNotFoundException;
import org.apache.hadoop.hbase.client.OperationTimeoutExceededException;
import org.apache.hadoop.hbase.client.RetriesExhaustedException;
import org.apache.hadoop.hbase.client.RetriesExhaustedWithDetailsException;
import org.apache.hadoop.hbase.regionserver.NoSuchColumnFamilyException;
import org.apache.hadoop.hbase.security.AccessDeniedException;
import org.apache.hadoop.ipc.RemoteException;

/** Says in the framework's terms what a failure of HBase's client means: its kind, what was asked, and the remedy. */
final class HBaseFailures {
    private HBaseFailures() {}

    /**
     * What a failed request means.
     *
     * @param asked what was asked, to go after "HBase could not"
     */
    static ConnectorException of(Throwable failure, String asked, Options options) {
        Throwable cause = root(failure);
        String where =
                options.find(HBaseOptions.QUORUM).map(quorum -> " at " + quorum).orElse("");
        String start = "HBase" + where + " could not " + asked + ": ";
        String said = said(cause);
        if (cause instanceof ConnectorException known) {
            return known;
        } else if (cause instanceof TableNotEnabledException) {
            return ConnectorException.passing(
                    start + "the table is disabled (" + said + "); enable it and start again", cause);
        } else if (cause instanceof TableNotFoundException || cause instanceof NamespaceNotFoundException) {
            return ConnectorException.settings(
                    start + "there is no such table (" + said + "); create it or correct the name", cause);
        } else if (cause instanceof NoSuchColumnFamilyException) {
            return ConnectorException.settings(
                    start + "no such column family (" + firstSentence(said) + "); add it or correct the mapping",
                    cause);
        } else if (cause instanceof AccessDeniedException) {
            return ConnectorException.settings(
                    start + "not allowed (" + said + "); give the user that permission", cause);
        } else if (isTooLarge(cause)) {
            return ConnectorException.malformed(
                    start + "too large (" + firstSentence(said)
                            + "); raise hbase.server.keyvalue.maxsize of the servers and hbase.client.keyvalue.maxsize of"
                            + " the output, or write smaller cells",
                    cause);
        } else if (cause instanceof DoNotRetryIOException
                && !(cause instanceof RetriesExhaustedException)
                && !isLate(cause)
                && !isOfZooKeeper(cause)) {
            return ConnectorException.settings(start + firstSentence(said), cause);
        }
        return ConnectorException.passing(
                start + "no answer in time ("
                        + (isOfZooKeeper(cause) ? "ZooKeeper is silent" : firstSentence(said))
                        + "); check that ZooKeeper and the region servers run and can be reached from here",
                cause);
    }

    /** As {@link #of}, for an interrupt too: that stays what it is. */
    static ConnectorException thrown(IOException failure, String asked, Options options) throws IOException {
        // A time-out is one too, by its class.
        if (failure instanceof InterruptedIOException && !(failure instanceof SocketTimeoutException)) {
            throw failure;
        }
        return of(failure, asked, options);
    }

    /** The same failure for somebody who is only starting: what may pass is a fault of the settings until it worked once. */
    static ConnectorException atStart(ConnectorException failure) {
        return failure.kind() == ConnectorException.Kind.TRANSIENT
                        && !(failure.getCause() instanceof TableNotEnabledException)
                ? new ConnectorException(ConnectorException.Kind.SETTINGS, said(failure), failure.getCause())
                : failure;
    }

    /** What was behind the failures that only say how often the client tried. */
    private static Throwable root(Throwable failure) {
        Throwable cause = failure;
        while (true) {
            Throwable next = cause.getCause();
            if (cause instanceof RetriesExhaustedWithDetailsException details && details.getNumExceptions() > 0) {
                next = details.getCause(0);
            } else if (cause instanceof RemoteException remote) {
                Throwable unwrapped = remote.unwrapRemoteException();
                next = unwrapped == remote ? null : unwrapped;
            } else if (!(cause instanceof RetriesExhaustedException || cause instanceof ExecutionException)) {
                return cause;
            }
            if (next == null) {
                return cause;
            }
            cause = next;
        }
    }

    /** Whether the client gave up because its time was over. */
    static boolean isLate(Throwable cause) {
        return cause instanceof OperationTimeoutExceededException || cause instanceof SocketTimeoutException;
    }

    /** Whether ZooKeeper did not answer in time: the client knows no other words for it than these. */
    private static boolean isOfZooKeeper(Throwable cause) {
        return said(cause).matches("Zookeeper \\w+ could not be completed in \\d+ ms");
    }

    private static boolean isTooLarge(Throwable cause) {
        return cause instanceof DoNotRetryIOException && said(cause).contains("exceeds limit");
    }

    private static String firstSentence(String said) {
        return said.lines().findFirst().orElse("").replaceFirst("[.\\s]+$", "");
    }

    private static String said(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
