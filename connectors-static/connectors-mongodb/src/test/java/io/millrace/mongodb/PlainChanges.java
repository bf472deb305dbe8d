package io.millrace.mongodb;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.api.Event;
import io.millrace.api.Field;
import io.millrace.api.Header;
import io.millrace.api.LiveLogConnector;
import io.millrace.api.Log;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import io.millrace.api.Range;
import io.millrace.api.RangeReader;
import io.millrace.api.Tail;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;

/**
 * Changes as the suites of logs want them, which write values and not documents: of each document that is inserted it shows the
 * {@code _id} as key, the field {@code v} as value and no headers, and leaves all else to {@link ChangesInput}.
 */
public final class PlainChanges implements LiveLogConnector {
    private final ChangesInput input = new ChangesInput();

    /** For the service loader. */
    public PlainChanges() {}

    @Override
    public String name() {
        return "mongodb-changes-plain";
    }

    @Override
    public OptionSet options() {
        return input.options();
    }

    @Override
    public Log open(Options options) {
        return input.open(options);
    }

    @Override
    public RangeReader read(Range range, Set<Field> fields, Options options) {
        RangeReader reader = input.read(range, fields, options);
        return new RangeReader() {
            @Override
            public @Nullable Event next() throws IOException {
                return plain(reader.next());
            }

            @Override
            public String position() {
                return reader.position();
            }

            @Override
            public void close() throws IOException {
                reader.close();
            }
        };
    }

    @Override
    public Tail tail(String partition, String start, Set<Field> fields, Options options) {
        Tail tail = input.tail(partition, start, fields, options);
        return new Tail() {
            @Override
            public @Nullable Event poll(Duration timeout) throws IOException {
                return plain(tail.poll(timeout));
            }

            @Override
            public boolean ended() {
                return tail.ended();
            }

            @Override
            public String position() {
                return tail.position();
            }

            @Override
            public void close() throws IOException {
                tail.close();
            }
        };
    }

    private static @Nullable Event plain(@Nullable Event event) {
        return event == null ? null : new Plain(event);
    }

    private record Plain(Event event) implements Event {
        @Override
        public byte @Nullable [] key() {
            return bytes(event.key(), "_id");
        }

        @Override
        public byte @Nullable [] value() {
            return bytes(event.value(), "v");
        }

        private static byte @Nullable [] bytes(byte @Nullable [] json, String field) {
            Object value = json == null
                    ? null
                    : Document.parse(new String(json, UTF_8)).get(field);
            return value == null
                    ? null
                    : value instanceof Binary binary
                            ? binary.getData()
                            : value.toString().getBytes(UTF_8);
        }

        @Override
        public List<Header> headers() {
            return List.of();
        }

        @Override
        public long timestampMicros() {
            return event.timestampMicros();
        }

        @Override
        public String position() {
            return event.position();
        }
    }
}
