package io.millrace.runtime.journal;

import io.millrace.api.DenseOffsets;
import io.millrace.api.Event;
import io.millrace.api.Range;
import io.millrace.api.RangeReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads one range of a journal. */
final class JournalReader implements RangeReader {
    private final Range range;
    private final SegmentFiles files;
    private final SegmentCursor cursor;
    private final long end;

    JournalReader(Range range, SegmentFiles files) throws IOException {
        this.range = range;
        this.files = files;
        this.end = DenseOffsets.number(range.end());
        this.cursor = new SegmentCursor(range.partition(), files, DenseOffsets.number(range.start()), end);
    }

    @Override
    public @Nullable Event next() throws IOException {
        Event event = cursor.next();
        if (event == null && cursor.position() < end) {
            throw new IOException("The range of '" + range.partition() + "' up to " + end + " was planned, but at "
                    + cursor.position() + " this machine sees no further segment in " + files.directory()
                    + "; the journal must be on a file system that all machines share and see alike");
        }
        return event;
    }

    @Override
    public String position() {
        return Long.toString(cursor.position());
    }

    @Override
    public void close() {}
}
