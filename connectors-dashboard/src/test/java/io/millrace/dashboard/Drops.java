package io.millrace.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.api.Event;
import io.millrace.api.Inbox;
import io.millrace.api.Intake;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import io.millrace.api.PushConnector;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A push source as small as can be: it says something ten times a second. */
public final class Drops implements PushConnector {
    @Override
    public String name() {
        return "drops";
    }

    @Override
    public OptionSet options() {
        return OptionSet.EMPTY;
    }

    @Override
    public Intake start(Options options, Inbox inbox) {
        ScheduledExecutorService tap = Executors.newSingleThreadScheduledExecutor();
        var unused = tap.scheduleWithFixedDelay(() -> drop(inbox), 0, 100, TimeUnit.MILLISECONDS);
        return tap::shutdownNow;
    }

    private static void drop(Inbox inbox) {
        try {
            inbox.put(List.of(Event.of(null, "drop".getBytes(UTF_8), List.of(), 0, "0")));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
