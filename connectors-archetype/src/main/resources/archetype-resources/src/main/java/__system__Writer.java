package ${package};

import io.millrace.api.ConnectorException;
import io.millrace.api.Rejects;
import io.millrace.api.Row;
import io.millrace.api.Writer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Writes the rows of one task, many at once. */
final class ${system}Writer implements Writer {
    private static final int BATCH = 1_000;

    private final ${system}Client client;
    private final String file;
    private final Rejects rejects;
    private final List<byte[]> held = new ArrayList<>();

    ${system}Writer(${system}Client client, String file, Rejects rejects) {
        this.client = client;
        this.file = file;
        this.rejects = rejects;
    }

    @Override
    public void write(Row row) throws IOException {
        if (row.isNull(0)) {
            rejects.reject(row, ConnectorException.malformed("An event needs a value, and 'value' is null", null));
            return;
        }
        held.add(row.bytesAt(0));
        if (held.size() >= BATCH) {
            flush();
        }
    }

    @Override
    public void flush() throws IOException {
        client.append(file, held);
        held.clear();
    }

    @Override
    public String complete() throws IOException {
        flush();
        return "";
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
