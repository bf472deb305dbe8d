package io.millrace.spark.dstream;

import io.millrace.api.Intake;
import io.millrace.api.Options;
import io.millrace.runtime.DStreamOptions;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.streaming.receiver.Receiver;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.collection.mutable.ArrayBuffer;

/**
 * What the receivers have in common: whole blocks are stored, at a limited rate; a failure ends the run and starts another one
 * after a pause that grows; and they tell how they are.
 *
 * <p>Spark sends the same object to wherever it starts the receiver, also after an executor was lost, so that the fields hold
 * what is given and never what was done. They are of classes that Kryo knows.
 */
abstract class EventReceiver extends Receiver<StreamEvent> {
    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(EventReceiver.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    final String connector;
    final TreeMap<String, String> options;
    private final String desk;
    private transient @Nullable Pulse pulse;
    private transient @Nullable RateLimit limit;
    private transient boolean failing;
    private transient int failures;
    private transient long begun;

    EventReceiver(StorageLevel level, String connector, Map<String, String> options, String desk) {
        super(level);
        this.connector = connector;
        this.options = new TreeMap<>(options);
        this.desk = desk;
    }

    /** Starts to receive, and answers what senders speak to; null if the receiver reads by itself. */
    abstract @Nullable Intake begin();

    /** Stops to receive; waits until nothing is stored any more. Called after a failure of {@link #begin} too. */
    abstract void end();

    /** The options, checked. */
    abstract Options parsed();

    @Override
    public final void onStart() {
        synchronized (this) {
            failing = false;
            begun = System.nanoTime();
        }
        try {
            pulse().started(begin());
        } catch (RuntimeException | Error e) {
            failed("Starting", e);
        }
    }

    @Override
    public final void onStop() {
        end();
        pulse().stopped();
    }

    /** Waits until the rate allows so many events, and stores them; returns when they are as durable as Spark was told. */
    final void keep(ArrayBuffer<StreamEvent> events) throws InterruptedException {
        limit().acquire(events.size());
        store(events);
        pulse().stored(events.size());
    }

    /** Ends this run, and begins another one after a while. */
    final void failed(String doing, Throwable why) {
        long pause;
        synchronized (this) {
            if (failing) {
                return;
            }
            failing = true;
            boolean ranWell = System.nanoTime() - begun > LONGEST_PAUSE.toNanos();
            failures = ranWell ? 1 : failures + 1;
            pause = Math.min(LONGEST_PAUSE.toMillis(), FIRST_PAUSE.toMillis() << Math.min(10, failures - 1));
        }
        LOG.warn("{} failed; the receiver of '{}' is started again in {} ms", doing, connector, pause, why);
        pulse().failed(why);
        restart(doing + " failed: " + why.getMessage(), why, (int) pause);
    }

    final synchronized RateLimit limit() {
        RateLimit now = limit;
        if (now == null) {
            long ours = parsed().find(DStreamOptions.MAX_RATE).orElse(Long.MAX_VALUE);
            now = new RateLimit(() -> Math.min(ours, supervisor().getCurrentRateLimit()), System::nanoTime);
            limit = now;
        }
        return now;
    }

    private synchronized Pulse pulse() {
        Pulse now = pulse;
        if (now == null) {
            now = new Pulse(streamId(), connector, desk, why -> failed("Receiving", why));
            pulse = now;
        }
        return now;
    }
}
