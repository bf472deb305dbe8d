package io.millrace.testkit.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.api.DataLossException;
import io.millrace.api.DenseOffsets;
import io.millrace.api.Event;
import io.millrace.api.Field;
import io.millrace.api.Header;
import io.millrace.api.LiveLogConnector;
import io.millrace.api.Log;
import io.millrace.api.Options;
import io.millrace.api.Range;
import io.millrace.api.RangeReader;
import io.millrace.testkit.example.MemoryConnector;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Faults of readers and of what they read. */
final class ReadingFaults {
    private ReadingFaults() {}

    interface Opening {
        RangeReader read(MemoryConnector sound, Range range, Set<Field> fields, Options options) throws IOException;
    }

    static List<Fault<LiveLogConnector>> all() {
        List<Fault<LiveLogConnector>> all = new ArrayList<>(readers());
        all.addAll(events());
        return all;
    }

    private static List<Fault<LiveLogConnector>> readers() {
        return List.of(
                reading(
                        "a reader stops where the log ends",
                        "L2.1 L2.3 L2.4 L2.5 L2.6 L2.7 L2.8 L2.9 L2.13 L2.14 L2.15 L2.16 L3.2 L3.4",
                        (sound, range, fields, options) -> {
                            long end = DenseOffsets.number(range.end());
                            RangeReader longer = sound.read(range, fields, options);
                            for (int i = 1; i < 30; i++) {
                                try {
                                    longer = sound.read(upTo(range, end + i), fields, options);
                                } catch (DataLossException e) {
                                    return longer;
                                }
                            }
                            return longer;
                        }),
                Fault.of("a reader is moved by the next one that is opened", "L3.3 L3.5", () -> new BrokenLog() {
                    private final AtomicInteger opened = new AtomicInteger();

                    @Override
                    public RangeReader read(Range range, Set<Field> fields, Options options) throws IOException {
                        int number = opened.incrementAndGet();
                        return new ForwardingReader(super.read(range, fields, options)) {
                            @Override
                            public @Nullable Event next() throws IOException {
                                return number < opened.get() ? null : super.next();
                            }
                        };
                    }
                }),
                reading(
                        "a reader begins at the start of a block of two",
                        "L1.4 L2.3 L2.4 L2.6 L2.7 L2.8 L2.12 L2.13 L2.15 L3.4 L3.5 L3.6",
                        (sound, range, fields, options) -> {
                            long start = DenseOffsets.number(range.start());
                            String block = range.start().isEmpty() ? "" : Long.toString(start - start % 2);
                            return sound.read(new Range(range.partition(), block, range.end()), fields, options);
                        }),
                reading(
                        "the position of a reader is that of its last event",
                        "L3.5",
                        (sound, range, fields, options) -> new ForwardingReader(sound.read(range, fields, options)) {
                            private @Nullable String last;

                            @Override
                            Event changed(Event event) {
                                last = event.position();
                                return event;
                            }

                            @Override
                            public String position() {
                                return last == null ? super.position() : last;
                            }
                        }),
                reading(
                        "after the end a reader goes on with what has come",
                        "L3.7",
                        (sound, range, fields, options) -> new ForwardingReader(sound.read(range, fields, options)) {
                            private int ends;

                            @Override
                            public @Nullable Event next() throws IOException {
                                Event event = super.next();
                                return event != null || ++ends < 2
                                        ? event
                                        : sound.read(more(), fields, options).next();
                            }

                            private Range more() {
                                return new Range(range.partition(), range.end(), after(range.end()));
                            }
                        }),
                reading(
                        "a reader cannot be closed twice",
                        "L3.8",
                        (sound, range, fields, options) -> new ForwardingReader(sound.read(range, fields, options)) {
                            private boolean closed;

                            @Override
                            public void close() throws IOException {
                                if (closed) {
                                    throw new IOException("Closed already");
                                }
                                closed = true;
                            }
                        }),
                Fault.of("reading needs what planning left in the connector", "L3.9", () -> new BrokenLog() {
                    private @Nullable Options opened;

                    @Override
                    public Log open(Options options) throws IOException {
                        opened = options;
                        return super.open(options);
                    }

                    @Override
                    public RangeReader read(Range range, Set<Field> fields, Options options) throws IOException {
                        if (opened == null) {
                            throw new IOException("Not open");
                        }
                        return super.read(range, fields, opened);
                    }
                }),
                reading("a reader sets itself back when its start is gone", "L5.2", (sound, range, fields, options) -> {
                    try {
                        return sound.read(range, fields, options);
                    } catch (DataLossException e) {
                        return sound.read(new Range(range.partition(), "", range.end()), fields, options);
                    }
                }));
    }

    private static List<Fault<LiveLogConnector>> events() {
        return List.of(
                events(
                        "the time of an event is that of its reading",
                        "L3.1 L3.2 L3.3 L3.4 L3.5 L3.6 L4.1 L4.7 L6.1 L6.4",
                        event -> Event.of(
                                event.key(), event.value(), event.headers(), System.nanoTime(), event.position())),
                events(
                        "the position of an event is the one after it",
                        "L1.5 L2.13 L3.4 L3.6 L6.1 L6.4",
                        event -> Event.of(
                                event.key(),
                                event.value(),
                                event.headers(),
                                event.timestampMicros(),
                                after(event.position()))),
                reading(
                        "a key is built only beside a value",
                        "L4.1",
                        (sound, range, fields, options) -> new ForwardingReader(sound.read(range, fields, options)) {
                            @Override
                            Event changed(Event event) {
                                byte[] key = fields.contains(Field.VALUE) ? event.key() : null;
                                return with(event, key, event.value());
                            }
                        }),
                events(
                        "no key is an empty key",
                        "L4.2 L6.1 L6.4",
                        event -> with(event, event.key() == null ? new byte[0] : event.key(), event.value())),
                events("an empty value is no value", "L4.3", event -> {
                    byte[] value = event.value();
                    return with(event, event.key(), value == null || value.length == 0 ? null : value);
                }),
                events("headers are kept in a map", "L4.4", event -> {
                    Map<String, Header> byName = new LinkedHashMap<>();
                    event.headers().forEach(header -> byName.put(header.name(), header));
                    return Event.of(
                            event.key(),
                            event.value(),
                            List.copyOf(byName.values()),
                            event.timestampMicros(),
                            event.position());
                }),
                events("a value is decoded as text", "L4.5", event -> {
                    byte[] value = event.value();
                    return with(event, event.key(), value == null ? null : new String(value, UTF_8).getBytes(UTF_8));
                }),
                events("a value is cut where a buffer ends", "L4.6", event -> {
                    byte[] value = event.value();
                    return with(
                            event,
                            event.key(),
                            value == null ? null : Arrays.copyOf(value, Math.min(value.length, 65_536)));
                }),
                events(
                        "milliseconds are taken for microseconds",
                        "L4.7",
                        event -> Event.of(
                                event.key(),
                                event.value(),
                                event.headers(),
                                event.timestampMicros() / 1000,
                                event.position())),
                reading(
                        "all events of a reader are one object",
                        "L4.8",
                        (sound, range, fields, options) -> new ForwardingReader(sound.read(range, fields, options)) {
                            private final Reused one = new Reused();

                            @Override
                            Event changed(Event event) {
                                one.shown = event;
                                return one;
                            }
                        }));
    }

    /** An event that shows another one from time to time. */
    private static final class Reused implements Event {
        private Event shown = Event.of(null, null, List.of(), 0, "");

        @Override
        public byte @Nullable [] key() {
            return shown.key();
        }

        @Override
        public byte @Nullable [] value() {
            return shown.value();
        }

        @Override
        public List<Header> headers() {
            return shown.headers();
        }

        @Override
        public long timestampMicros() {
            return shown.timestampMicros();
        }

        @Override
        public String position() {
            return shown.position();
        }
    }

    static Fault<LiveLogConnector> events(String name, String breaks, UnaryOperator<Event> change) {
        return reading(
                name,
                breaks,
                (sound, range, fields, options) -> new ForwardingReader(sound.read(range, fields, options)) {
                    @Override
                    Event changed(Event event) {
                        return change.apply(event);
                    }
                });
    }

    static Fault<LiveLogConnector> reading(String name, String breaks, Opening opening) {
        return Fault.of(name, breaks, () -> new BrokenLog() {
            @Override
            public RangeReader read(Range range, Set<Field> fields, Options options) throws IOException {
                return opening.read(sound, range, fields, options);
            }
        });
    }

    private static Event with(Event event, byte @Nullable [] key, byte @Nullable [] value) {
        return Event.of(key, value, event.headers(), event.timestampMicros(), event.position());
    }

    private static Range upTo(Range range, long end) {
        return new Range(range.partition(), range.start(), Long.toString(end));
    }

    private static String after(String position) {
        return Long.toString(DenseOffsets.number(position) + 1);
    }
}
