package io.millrace.spark.dstream;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads of one run of a receiver. The first failure of any of them is told, unless they were stopped. Safe for many threads. */
final class Threads {
    private static final Logger LOG = LoggerFactory.getLogger(Threads.class);
    private static final long PATIENCE_MILLIS = TimeUnit.SECONDS.toMillis(10);

    private final String name;
    private final Failure failure;
    private final List<Thread> running = new ArrayList<>();
    private volatile boolean stopped;

    /** What a thread does. */
    interface Work {
        void run() throws Exception;
    }

    /** Who is told that a thread failed. */
    interface Failure {
        void of(String doing, Throwable why);
    }

    Threads(String name, Failure failure) {
        this.name = name;
        this.failure = failure;
    }

    boolean stopped() {
        return stopped;
    }

    synchronized void start(String what, Work work) {
        if (stopped) {
            return;
        }
        Thread thread = new Thread(() -> run(what, work), name + "-" + what);
        thread.setDaemon(true);
        running.add(thread);
        thread.start();
    }

    /** Interrupts all threads and waits until they have ended; not for ever, and not for the caller's own. */
    void stop() {
        List<Thread> ending;
        synchronized (this) {
            stopped = true;
            ending = List.copyOf(running);
        }
        ending.forEach(Thread::interrupt);
        for (Thread thread : ending) {
            try {
                if (!thread.equals(Thread.currentThread())) {
                    thread.join(PATIENCE_MILLIS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (thread.isAlive()) {
                LOG.warn("{} has not ended within {} ms", thread.getName(), PATIENCE_MILLIS);
            }
        }
    }

    private void run(String what, Work work) {
        try {
            work.run();
        } catch (Throwable e) {
            if (stopped) {
                LOG.debug("{} ended while it was stopped", what, e);
            } else {
                failure.of("Receiving " + what, e);
            }
        }
    }
}
