package io.millrace.spark.dstream;

import io.millrace.api.ConnectorException;
import io.millrace.api.Event;
import io.millrace.api.Intake;
import io.millrace.api.Options;
import io.millrace.api.PushConnector;
import io.millrace.runtime.Connectors;
import io.millrace.runtime.Failures;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.collection.mutable.ArrayBuffer;

/** A push source as a receiver: what a sender hands over is one block, and is received when the block is stored. */
final class PushReceiver extends EventReceiver {
    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(PushReceiver.class);

    private transient @Nullable Intake intake;

    PushReceiver(StorageLevel level, String connector, Map<String, String> options, String desk) {
        super(level, connector, options, desk);
    }

    /** The push source with this name. */
    static PushConnector source(String name) {
        if (Connectors.findInput(name).orElse(null) instanceof PushConnector push) {
            return push;
        }
        throw ConnectorException.bug("There is no push source '" + name + "' on this executor");
    }

    @Override
    Options parsed() {
        return Faces.receiving(source(connector), options);
    }

    @Override
    Intake begin() {
        try {
            Intake started = source(connector).start(parsed(), this::put);
            synchronized (this) {
                intake = started;
            }
            return started;
        } catch (IOException e) {
            throw Failures.wrap("Starting '" + connector + "'", e);
        }
    }

    @Override
    void end() {
        Intake running;
        synchronized (this) {
            running = intake;
            intake = null;
        }
        if (running != null) {
            try {
                running.close();
            } catch (IOException e) {
                LOG.warn("Closing '{}' failed", connector, e);
            }
        }
    }

    /** A failure is thrown to the sender, who was not told "received", and ends the run. */
    private void put(List<Event> events) throws IOException, InterruptedException {
        if (events.isEmpty()) {
            return;
        }
        String partition = connector + "/" + streamId();
        ArrayBuffer<StreamEvent> block = new ArrayBuffer<>(events.size());
        for (Event event : events) {
            block.addOne(new StreamEvent(
                    connector, partition, "", event.key(), event.value(), event.headers(), event.timestampMicros()));
        }
        try {
            keep(block);
        } catch (RuntimeException | Error e) {
            failed("Storing " + events.size() + " events", e);
            throw new IOException("The events are not stored: " + e.getMessage(), e);
        }
    }
}
