package io.millrace.spark.parse;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.runtime.deadletter.DeadLetterJob;
import io.millrace.spark.sql.TaskLetters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Collectors;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Lets rows pass whose bytes were understood, and sends a letter for each other one. */
final class Diverting implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1;

    private final DeadLetterJob letters;
    private final String format;
    private final String bytes;
    private final String broken;

    /**
     * A step.
     *
     * @param bytes the column that holds the bytes
     * @param broken the column that tells whether they were not understood
     */
    Diverting(DeadLetterJob letters, String format, String bytes, String broken) {
        this.letters = letters;
        this.format = format;
        this.bytes = bytes;
        this.broken = broken;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        TaskLetters sent = new TaskLetters(letters, "parse");
        TaskContext.get().addTaskCompletionListener(ended -> {
            try {
                sent.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return new Passing(rows, sent);
    }

    private final class Passing implements Iterator<Row> {
        private final Iterator<Row> rows;
        private final TaskLetters sent;
        private @Nullable Row next;
        private boolean ended;

        Passing(Iterator<Row> rows, TaskLetters sent) {
            this.rows = rows;
            this.sent = sent;
        }

        @Override
        public boolean hasNext() {
            while (next == null && !ended) {
                if (!rows.hasNext()) {
                    ended = true;
                    sent.complete();
                } else {
                    Row row = rows.next();
                    if (row.<Boolean>getAs(broken)) {
                        send(row);
                    } else {
                        next = row;
                    }
                }
            }
            return next != null;
        }

        @Override
        public Row next() {
            if (!hasNext() || next == null) {
                throw new NoSuchElementException();
            }
            Row row = next;
            next = null;
            return row;
        }

        private void send(Row row) {
            ObjectNode json = JsonNodeFactory.instance.objectNode();
            List<String> names = List.of(row.schema().fieldNames());
            for (String name : List.of("stream", "topic", "partition", "position", "offset")) {
                if (names.contains(name)) {
                    json.put(name, String.valueOf(row.<Object>getAs(name)));
                }
            }
            Object value = row.getAs(bytes);
            if (value instanceof byte[] raw) {
                json.put(bytes, raw);
            } else {
                json.put(bytes, String.valueOf(value));
            }
            String identity = letters.identity().stream()
                    .map(name -> String.valueOf(row.<Object>getAs(name)))
                    .collect(Collectors.joining("@"));
            sent.send(
                    identity.isEmpty() ? null : identity,
                    json.toString(),
                    "The bytes are not " + format + " of the given schema");
        }
    }
}
