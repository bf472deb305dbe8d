package io.millrace.runtime.journal;

import io.millrace.api.ConnectorException;
import io.millrace.api.Intake;
import io.millrace.api.Options;
import io.millrace.api.PushConnector;
import io.millrace.runtime.journal.ReceiverStatus.State;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One receiver of a push source: what the source is handed goes into the receiver's partition of the journal. */
public final class JournalReceiver {
    private static final Logger LOG = LoggerFactory.getLogger(JournalReceiver.class);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration TELL = Duration.ofSeconds(5);

    private final PushConnector source;
    private final Options options;
    private final JournalDirectory directory;
    private final int number;
    private final String run;
    private final long restarts;
    private Instant since = Instant.now();

    /**
     * A receiver.
     *
     * @param run the run of the query, by which restarts are counted
     */
    public JournalReceiver(PushConnector source, Options options, JournalDirectory directory, int number, String run)
            throws IOException {
        this.source = source;
        this.options = options;
        this.directory = directory;
        this.number = number;
        this.run = run;
        this.restarts = directory
                .status(number)
                .filter(before -> before.run().equals(run))
                .map(before -> before.restarts() + 1)
                .orElse(0L);
    }

    /**
     * Receives until the thread is interrupted, which is how a receiver is told to stop, or the journal was taken over by
     * another receiver. When it comes back the source is closed and the journal holds all that was acknowledged.
     */
    public void run() throws IOException {
        JournalMetrics metrics = new JournalMetrics();
        tell(State.STARTING, null, metrics, "");
        try (Journal journal = Journal.open(directory, number, options);
                Intake intake = source.start(options, journal)) {
            metrics = journal.metrics();
            since = Instant.now();
            LOG.info("Receiver {} of {} takes events at {}", number, source.name(), intake.addresses());
            watch(journal, intake);
        } catch (InterruptedException e) {
            stopped(metrics);
        } catch (IOException | RuntimeException e) {
            if (Thread.interrupted()) {
                stopped(metrics);
                return;
            }
            since = Instant.now();
            tell(State.FAILED, null, metrics, String.valueOf(e.getMessage()));
            throw e;
        }
    }

    private void stopped(JournalMetrics metrics) {
        since = Instant.now();
        tell(State.STOPPED, null, metrics, "");
        Thread.currentThread().interrupt();
    }

    private void watch(Journal journal, Intake intake) throws IOException, InterruptedException {
        tell(State.RUNNING, intake, journal.metrics(), "");
        Instant told = Instant.now();
        while (true) {
            Thread.sleep(LOOK.toMillis());
            IOException ended = journal.ended();
            if (ended != null) {
                throw new IOException(ended.getMessage(), ended);
            }
            Optional<ConnectorException> over = intake.ended();
            if (over.isPresent()) {
                throw over.get();
            }
            if (Duration.between(told, Instant.now()).compareTo(TELL) >= 0) {
                tell(State.RUNNING, intake, journal.metrics(), "");
                told = Instant.now();
            }
        }
    }

    /** Nothing depends on what is told, so a failure to tell is only logged. */
    private void tell(State state, @Nullable Intake intake, JournalMetrics metrics, String failure) {
        long last = metrics.lastEventMillis().get();
        ReceiverStatus status = new ReceiverStatus(
                run,
                state,
                host(),
                intake == null ? List.of() : intake.addresses(),
                since,
                Instant.now(),
                last == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(last)),
                metrics.events().sum(),
                restarts,
                intake == null ? Map.of() : intake.refused(),
                figures(intake, metrics),
                failure);
        try {
            directory.tell(number, status);
        } catch (IOException e) {
            LOG.warn("Receiver {} of {} cannot tell how it is: {}", number, source.name(), e.getMessage());
        }
    }

    private static Map<String, String> figures(@Nullable Intake intake, JournalMetrics metrics) {
        Map<String, String> figures = new TreeMap<>(intake == null ? Map.of() : intake.figures());
        long repeats = metrics.repeats().sum();
        if (repeats > 0) {
            figures.put("repeats", Long.toString(repeats));
        }
        return figures;
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
