package io.millrace.kafka.spark;

import io.millrace.api.Columns;
import io.millrace.api.Committer;
import io.millrace.api.Delivery;
import io.millrace.api.Option;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import io.millrace.api.OutputConnector;
import io.millrace.api.Rejects;
import io.millrace.api.WriteTask;
import io.millrace.api.Writer;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * An output that keeps every attempt of every task in a file of its own, row by row as it comes, also those that are never
 * committed, so that a test sees what was read before a crash and after. An epoch becomes visible by one link. {@link Ledger}
 * reads it.
 */
public final class LedgerOutput implements OutputConnector {
    static final Option<String> PATH = Option.string("path").required().doc("The directory to write to.");

    static final Option<Promise> PROMISE = Option.oneOf("promise", Promise.class)
            .orElse("transactional")
            .doc("Whether an epoch appears as a whole, or each row at once.");

    static final Option<Duration> COMMIT_PAUSE = Option.duration("commitPause")
            .orElse("0")
            .doc("How long the store thinks before and after it makes an epoch visible.");

    /** What the ledger promises. */
    enum Promise {
        TRANSACTIONAL,
        AT_LEAST_ONCE
    }

    /** For the service loader. */
    public LedgerOutput() {}

    @Override
    public String name() {
        return "ledger";
    }

    @Override
    public OptionSet options() {
        return OptionSet.of(PATH, PROMISE, COMMIT_PAUSE);
    }

    @Override
    public Delivery check(Columns columns, Options options) throws IOException {
        Path path = Path.of(options.value(PATH));
        Files.createDirectories(Ledger.epochs(path));
        return options.value(PROMISE) == Promise.TRANSACTIONAL
                ? new Delivery.Transactional(new LinkCommitter(path, options.value(COMMIT_PAUSE)))
                : new Delivery.AtLeastOnce();
    }

    @Override
    public Writer open(WriteTask task, Columns columns, Options options, Rejects rejects) throws IOException {
        return new LedgerWriter(Ledger.attempts(Path.of(options.value(PATH))), task, columns);
    }

    /** Makes an epoch visible by a list of its attempts. */
    private record LinkCommitter(Path path, Duration pause) implements Committer {
        @Override
        public void commit(String query, long epoch, List<String> staged) throws IOException {
            Path list = Files.createTempFile(path, "epoch-", ".tmp");
            Files.write(list, staged);
            LockSupport.parkNanos(pause.toNanos());
            try {
                Files.createLink(Ledger.epochs(path).resolve(query + "." + epoch), list);
            } catch (FileAlreadyExistsException e) {
                // Visible since an earlier run: it stays as it is.
            }
            LockSupport.parkNanos(pause.toNanos());
            Files.delete(list);
        }

        /** Attempts are kept for the test to see. */
        @Override
        public void abort(String query, long epoch, List<String> staged) {}

        @Override
        public void close() {}
    }

    /** A name that no other attempt has, in this run of a driver or in another. */
    static String attempt(WriteTask task) {
        return task.query() + "." + task.epoch() + "." + task.partition() + "." + UUID.randomUUID();
    }
}
