package io.millrace.testkit.faults;

import io.millrace.api.Inbox;
import io.millrace.api.Intake;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicInteger;

/** Closes behind the caller's back while puts run. */
final class HastyPush extends BrokenPush {
    private final AtomicInteger running = new AtomicInteger();

    @Override
    Inbox changed(Inbox inbox) {
        return events -> {
            running.incrementAndGet();
            try {
                inbox.put(events);
            } finally {
                running.decrementAndGet();
            }
        };
    }

    @Override
    Intake changed(Intake intake) {
        return PushFaults.closing(intake, sound -> {
            if (running.get() == 0) {
                return sound;
            }
            Thread later = new Thread(() -> {
                try {
                    sound.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            later.setDaemon(true);
            later.start();
            return () -> {};
        });
    }
}
