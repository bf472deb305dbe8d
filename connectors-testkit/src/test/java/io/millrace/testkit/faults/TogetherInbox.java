package io.millrace.testkit.faults;

import io.millrace.api.Event;
import io.millrace.api.Inbox;
import java.io.IOException;
import java.util.List;

/** Lets puts that run at the same time end together, and badly if one of them does. */
final class TogetherInbox implements Inbox {
    private final Inbox sound;
    private int running;
    private int leaving;
    private boolean failed;

    TogetherInbox(Inbox sound) {
        this.sound = sound;
    }

    @Override
    public void put(List<Event> events) throws IOException, InterruptedException {
        synchronized (this) {
            running++;
        }
        boolean fails = false;
        try {
            sound.put(events);
        } catch (IOException e) {
            fails = true;
        }
        end(fails);
    }

    private synchronized void end(boolean fails) throws IOException, InterruptedException {
        failed |= fails;
        running--;
        leaving++;
        while (running > 0) {
            wait();
        }
        notifyAll();
        boolean all = failed;
        leaving--;
        if (leaving == 0) {
            failed = false;
        }
        if (all) {
            throw new IOException("one of the puts failed");
        }
    }
}
