package ${package};

import io.millrace.api.DataLossException;
import io.millrace.api.Event;
import io.millrace.api.Offsets;
import io.millrace.api.Range;
import io.millrace.api.RangeReader;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Reads one range, page by page. */
final class ${system}Reader implements RangeReader {
    private final ${system}Client client;
    private final Range range;
    private final int most;
    private final Queue<${system}Client.Entry> page = new ArrayDeque<>();
    private String position;

    ${system}Reader(${system}Client client, Range range, int most) throws IOException {
        this.client = client;
        this.range = range;
        this.most = most;
        var bounds = bounds();
        this.position = range.start().isEmpty() ? bounds.first() : range.start();
        if (bounds.lost(position)) {
            throw lost("begins at " + bounds.first() + " now", bounds.first());
        }
        if (${system}Client.compare(range.end(), bounds.end()) > 0) {
            throw lost("ends at " + bounds.end() + " now", range.end());
        }
    }

    @Override
    public @Nullable Event next() throws IOException {
        if (page.isEmpty() && ${system}Client.compare(position, range.end()) < 0) {
            page.addAll(client.read(range.partition(), position, range.end(), most));
            // Asked once the page is here: what was dropped before is missing in it.
            var bounds = bounds();
            if (bounds.lost(position)) {
                throw lost("begins at " + bounds.first() + " now", bounds.first());
            }
        }
        ${system}Client.Entry entry = page.poll();
        if (entry == null) {
            position = range.end();
            return null;
        }
        position = entry.next();
        return Event.of(null, entry.value(), List.of(), entry.timestampMicros(), entry.position());
    }

    @Override
    public String position() {
        return position;
    }

    @Override
    public void close() throws IOException {
        client.close();
    }

    private ${system}Client.Bounds bounds() throws IOException {
        var bounds = client.partitions().get(range.partition());
        if (bounds == null) {
            throw lost("is gone", range.end());
        }
        return bounds;
    }

    private DataLossException lost(String found, String resume) {
        return new DataLossException(
                "Events of " + range + " are gone: the partition " + found,
                Offsets.of(Map.of(range.partition(), resume)));
    }
}
