package io.millrace.flume;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Sends a few numbered events to an agent every now and then, as most sources of agents do. */
final class Trickle implements AutoCloseable {
    private static final Duration PERIOD = Duration.ofMillis(100);
    private static final int AT_ONCE = 5;

    private final Client client;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private int sent;

    Trickle(String address) throws IOException {
        client = Client.to(address);
        var unused = thread.scheduleAtFixedRate(this::send, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Ends the sending and tells how many events the agent has taken. */
    synchronized int stop() {
        thread.shutdownNow();
        return sent;
    }

    private synchronized void send() {
        if (thread.isShutdown()) {
            return;
        }
        try {
            client.send(Texts.events("", sent, sent + AT_ONCE));
            sent += AT_ONCE;
        } catch (IOException e) {
            throw new IllegalStateException("the agent takes nothing", e);
        }
    }

    @Override
    public void close() {
        stop();
        client.close();
    }
}
