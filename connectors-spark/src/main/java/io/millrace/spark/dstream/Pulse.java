package io.millrace.spark.dstream;

import io.millrace.api.ConnectorException;
import io.millrace.api.Intake;
import io.millrace.spark.dstream.ReceiverHealth.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.spark.SparkEnv;
import org.apache.spark.rpc.RpcEndpointRef;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells how a receiver is: to the driver every few seconds and with each change, to the log more seldom. Safe for many threads. */
final class Pulse {
    private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);
    private static final Duration BEAT = Duration.ofSeconds(2);
    private static final int BEATS_PER_LINE = 15;
    private static final ScheduledExecutorService TIMER = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "millrace-receiver-health");
        thread.setDaemon(true);
        return thread;
    });

    private final int receiver;
    private final String connector;
    private final String host;
    private final @Nullable RpcEndpointRef desk;
    private final Consumer<ConnectorException> ended;
    private State state = State.RUNNING;
    private @Nullable Intake intake;
    private long events;
    private long eventsTold;
    private long nanosTold = System.nanoTime();
    private Instant lastEvent = Instant.EPOCH;
    private int starts;
    private int beats;
    private String lastError = "";
    private @Nullable ScheduledFuture<?> beating;

    /** @param ended told when what senders speak to takes in nothing any more */
    Pulse(int receiver, String connector, String desk, Consumer<ConnectorException> ended) {
        this.receiver = receiver;
        this.connector = connector;
        this.host = SparkEnv.get().blockManager().blockManagerId().hostPort();
        this.desk = find(desk);
        this.ended = ended;
    }

    /** @param intake what senders speak to; null if the receiver reads by itself */
    synchronized void started(@Nullable Intake intake) {
        this.intake = intake;
        starts++;
        state = State.RUNNING;
        tell(true);
        if (beating == null) {
            beating = TIMER.scheduleWithFixedDelay(this::beat, BEAT.toMillis(), BEAT.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    synchronized void stored(int count) {
        events += count;
        lastEvent = Instant.now();
    }

    synchronized void failed(Throwable why) {
        lastError = String.valueOf(why.getMessage() == null ? why : why.getMessage());
        state = State.WAITING;
        tell(true);
    }

    synchronized void stopped() {
        ScheduledFuture<?> running = beating;
        if (running != null) {
            running.cancel(false);
            beating = null;
        }
        if (state == State.RUNNING) {
            state = State.STOPPED;
            tell(true);
        }
    }

    private void beat() {
        Intake running;
        synchronized (this) {
            tell(++beats % BEATS_PER_LINE == 0);
            running = state == State.RUNNING ? intake : null;
        }
        if (running != null) {
            running.ended().ifPresent(ended);
        }
    }

    private void tell(boolean aloud) {
        long now = System.nanoTime();
        double seconds = Math.max(1e-3, (now - nanosTold) / 1e9);
        ReceiverHealth health = new ReceiverHealth(
                receiver,
                connector,
                state,
                host,
                intake == null ? List.of() : intake.addresses(),
                events,
                (events - eventsTold) / seconds,
                lastEvent,
                Math.max(0, starts - 1),
                intake == null ? Map.of() : intake.refused(),
                intake == null ? Map.of() : intake.figures(),
                lastError,
                Instant.now());
        eventsTold = events;
        nanosTold = now;
        if (aloud) {
            LOG.info("Health: {}", health);
        }
        try {
            if (desk != null) {
                desk.send(health);
            }
        } catch (RuntimeException e) {
            LOG.debug("The driver was not told", e);
        }
    }

    /** Health is never worth a failure. */
    private static @Nullable RpcEndpointRef find(String desk) {
        try {
            return HealthDesk.find(desk);
        } catch (RuntimeException e) {
            LOG.warn("The health of this receiver is in this log alone, as the driver does not listen for it", e);
            return null;
        }
    }
}
