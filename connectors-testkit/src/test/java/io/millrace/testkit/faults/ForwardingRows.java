package io.millrace.testkit.faults;

import io.millrace.api.Row;
import io.millrace.api.RowReader;
import io.millrace.api.Slice;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A reader of rows that does what another one does. */
class ForwardingRows implements RowReader {
    final RowReader reader;

    ForwardingRows(RowReader reader) {
        this.reader = reader;
    }

    @Override
    public @Nullable Row next() throws IOException {
        return reader.next();
    }

    @Override
    public Optional<Slice> rest() {
        return reader.rest();
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
