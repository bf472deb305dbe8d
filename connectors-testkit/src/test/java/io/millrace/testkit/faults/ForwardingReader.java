package io.millrace.testkit.faults;

import io.millrace.api.Event;
import io.millrace.api.RangeReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A reader that does what another one does. */
class ForwardingReader implements RangeReader {
    final RangeReader reader;

    ForwardingReader(RangeReader reader) {
        this.reader = reader;
    }

    @Override
    public @Nullable Event next() throws IOException {
        Event event = reader.next();
        return event == null ? null : changed(event);
    }

    /** The event that is handed out. */
    Event changed(Event event) {
        return event;
    }

    @Override
    public String position() {
        return reader.position();
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
