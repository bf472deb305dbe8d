package io.millrace.spark.dstream;

import io.millrace.api.Event;
import io.millrace.api.Offsets;
import io.millrace.runtime.Failures;
import io.millrace.runtime.ResilientReader;
import java.io.IOException;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import scala.collection.AbstractIterator;

/** The events of a range, each copied as it is asked for. Used by one thread. */
final class EventIterator extends AbstractIterator<StreamEvent> {
    private final String stream;
    private final String partition;
    private final ResilientReader reader;
    private @Nullable Event ahead;
    private boolean ended;

    EventIterator(String partition, ResilientReader reader) {
        this.stream = Offsets.streamOf(partition);
        this.partition = partition;
        this.reader = reader;
    }

    @Override
    public boolean hasNext() {
        if (ahead == null && !ended) {
            ahead = reader.next();
            ended = ahead == null;
        }
        return !ended;
    }

    @Override
    public StreamEvent next() {
        Event event = hasNext() ? ahead : null;
        if (event == null) {
            throw new NoSuchElementException("The range of " + partition + " has ended");
        }
        ahead = null;
        return StreamEvent.of(stream, partition, event);
    }

    void close() {
        try {
            reader.close();
        } catch (IOException e) {
            throw Failures.wrap("Closing the reader of " + partition, e);
        }
    }
}
