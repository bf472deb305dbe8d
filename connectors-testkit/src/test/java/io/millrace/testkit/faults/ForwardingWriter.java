package io.millrace.testkit.faults;

import io.millrace.api.Row;
import io.millrace.api.Writer;
import java.io.IOException;

/** A writer that does what another one does. */
class ForwardingWriter implements Writer {
    final Writer writer;

    ForwardingWriter(Writer writer) {
        this.writer = writer;
    }

    @Override
    public void write(Row row) throws IOException {
        writer.write(row);
    }

    @Override
    public void flush() throws IOException {
        writer.flush();
    }

    @Override
    public String complete() throws IOException {
        return writer.complete();
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
