package io.millrace.flume;

import io.millrace.api.ConnectorException;
import io.millrace.api.Rejects;
import io.millrace.api.Row;
import io.millrace.api.Writer;
import java.util.ArrayList;
import java.util.List;
import org.apache.flume.Event;

/** Sends the rows of one attempt of one task in batches, each of which an agent acknowledges before the next goes out. */
final class FlumeWriter implements Writer {
    private static final long MOST_BYTES = 4 << 20;

    private final Agents agents;
    private final EventMaker maker;
    private final Rejects rejects;
    private final int batchSize;
    private final List<Event> batch = new ArrayList<>();
    private long bytes;

    FlumeWriter(Agents agents, EventMaker maker, Rejects rejects, int batchSize) {
        this.agents = agents;
        this.maker = maker;
        this.rejects = rejects;
        this.batchSize = batchSize;
    }

    @Override
    public void write(Row row) {
        Event event;
        try {
            event = maker.event(row);
        } catch (ConnectorException e) {
            if (e.kind() != ConnectorException.Kind.MALFORMED) {
                throw e;
            }
            rejects.reject(row, e);
            return;
        }
        batch.add(event);
        bytes += event.getBody().length;
        if (batch.size() >= batchSize || bytes >= MOST_BYTES) {
            flush();
        }
    }

    @Override
    public void flush() {
        if (!batch.isEmpty()) {
            agents.send(batch);
            batch.clear();
            bytes = 0;
        }
    }

    @Override
    public String complete() {
        flush();
        return "";
    }

    @Override
    public void close() {
        agents.close();
    }
}
