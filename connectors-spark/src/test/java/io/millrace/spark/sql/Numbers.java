package io.millrace.spark.sql;

import io.millrace.api.DenseOffsets;
import io.millrace.api.Event;
import io.millrace.api.Field;
import io.millrace.api.Header;
import io.millrace.api.LiveLogConnector;
import io.millrace.api.Log;
import io.millrace.api.Offsets;
import io.millrace.api.Option;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import io.millrace.api.Range;
import io.millrace.api.RangeReader;
import io.millrace.api.Tail;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A log of numbers that a test lets grow: the event at position n has the key {@code partition} and the value n. */
public final class Numbers implements LiveLogConnector {
    static final Option<String> NAME = Option.string("name").required().doc("Which of the test's logs");

    private static final Map<String, SortedMap<String, Long>> ENDS = new ConcurrentHashMap<>();

    /** Reads that are to fail before they succeed. */
    static final AtomicInteger FAULTS = new AtomicInteger();

    static void grow(String name, String partition, long by) {
        SortedMap<String, Long> ends = ENDS.computeIfAbsent(name, n -> new TreeMap<>());
        synchronized (ends) {
            ends.merge(partition, by, Long::sum);
        }
    }

    private static SortedMap<String, Long> ends(Options options) {
        SortedMap<String, Long> ends = ENDS.computeIfAbsent(options.value(NAME), n -> new TreeMap<>());
        synchronized (ends) {
            return new TreeMap<>(ends);
        }
    }

    @Override
    public String name() {
        return "numbers";
    }

    @Override
    public OptionSet options() {
        return OptionSet.of(NAME);
    }

    @Override
    public Log open(Options options) {
        return DenseOffsets.log(() -> {
            SortedMap<String, String> now = new TreeMap<>();
            ends(options).forEach((partition, end) -> now.put(partition, Long.toString(end)));
            return Offsets.of(now);
        });
    }

    @Override
    public RangeReader read(Range range, Set<Field> fields, Options options) {
        return new NumbersReader(range.partition(), DenseOffsets.number(range.start()), Long.parseLong(range.end()));
    }

    @Override
    public Tail tail(String partition, String start, Set<Field> fields, Options options) {
        return new NumbersTail(partition, DenseOffsets.number(start), options);
    }

    static Event event(String partition, long number) {
        return Event.of(
                partition.getBytes(StandardCharsets.UTF_8),
                number % 10 == 9 ? null : Long.toString(number).getBytes(StandardCharsets.UTF_8),
                List.of(new Header("n", new byte[] {(byte) number}), new Header("n", null)),
                number * 1_000,
                Long.toString(number));
    }

    private static final class NumbersReader implements RangeReader {
        private final String partition;
        private final long end;
        private long next;

        NumbersReader(String partition, long start, long end) {
            this.partition = partition;
            this.next = start;
            this.end = end;
        }

        @Override
        public @Nullable Event next() throws IOException {
            if (next % 7 == 3 && FAULTS.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new IOException("planted");
            }
            return next < end ? event(partition, next++) : null;
        }

        @Override
        public String position() {
            return Long.toString(next);
        }

        @Override
        public void close() {}
    }

    private static final class NumbersTail implements Tail {
        private final String partition;
        private final Options options;
        private long next;

        NumbersTail(String partition, long start, Options options) {
            this.partition = partition;
            this.next = start;
            this.options = options;
        }

        @Override
        public @Nullable Event poll(Duration timeout) {
            long deadline = System.nanoTime() + timeout.toNanos();
            do {
                if (next < Numbers.ends(options).getOrDefault(partition, 0L)) {
                    return event(partition, next++);
                }
                LockSupport.parkNanos(1_000_000);
            } while (System.nanoTime() < deadline);
            return null;
        }

        @Override
        public boolean ended() {
            return false;
        }

        @Override
        public String position() {
            return Long.toString(next);
        }

        @Override
        public void close() {}
    }
}
