package io.millrace.kinesis;

import io.millrace.api.Advance;
import io.millrace.api.Budget;
import io.millrace.api.Event;
import io.millrace.api.Field;
import io.millrace.api.Log;
import io.millrace.api.LogConnector;
import io.millrace.api.Offsets;
import io.millrace.api.Options;
import io.millrace.api.Range;
import io.millrace.api.RangeReader;
import io.millrace.api.StartFrom;
import io.millrace.api.StopAt;
import io.millrace.api.Tip;
import io.millrace.testkit.server.KinesisFaults;
import io.millrace.testkit.server.KinesisProxy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;

/** One stream behind a proxy of its own, and a planner; what should end is bounded, so that it fails, not hangs. */
final class Rig implements AutoCloseable {
    private static final int MANY = 500;

    private final LogConnector connector;
    private final KinesisProxy proxy;
    private final String stream;
    private final Options options;
    private Log log;

    Rig(LogConnector connector, int shards) throws IOException {
        this(connector, shards, Map.of());
    }

    /** A rig with further options. */
    Rig(LogConnector connector, int shards, Map<String, String> more) throws IOException {
        this(connector, emulator().stream(shards), more);
    }

    /** A rig for a stream that is there. */
    Rig(LogConnector connector, String stream, Map<String, String> more) throws IOException {
        this.connector = connector;
        this.proxy = emulator().ownProxy();
        this.stream = stream;
        Map<String, String> given = Emulator.reading(proxy, stream);
        given.putAll(more);
        this.options = connector.options().read(given);
        this.log = connector.open(options);
    }

    static Emulator emulator() {
        return Emulator.lite();
    }

    KinesisFaults faults() {
        return proxy.faults();
    }

    KinesisProxy proxy() {
        return proxy;
    }

    String stream() {
        return stream;
    }

    Options options() {
        return options;
    }

    Log log() {
        return log;
    }

    /** The id of a partition by the number of its shard. */
    String id(int shard) {
        return stream + "/" + emulator().shard(stream, shard).id();
    }

    List<String> write(int shard, int from, int to) {
        return emulator().numbers(stream, shard, from, to);
    }

    void split(int shard) {
        emulator().server().split(stream, emulator().shard(stream, shard));
    }

    void merge(int shard, int neighbour) {
        emulator()
                .server()
                .merge(stream, emulator().shard(stream, shard), emulator().shard(stream, neighbour));
    }

    /** A planner that remembers nothing. */
    void restart() throws IOException {
        log.close();
        log = connector.open(options);
    }

    Offsets earliest() throws IOException {
        return log.start(new StartFrom.Earliest());
    }

    Tip tip() throws IOException {
        return log.tip(new StopAt.Now());
    }

    Offsets next(Offsets from) throws IOException {
        return log.advance(from, tip(), Budget.UNLIMITED).end();
    }

    /** The offsets up to a tip, with the one they begin at. */
    List<Offsets> batches(Offsets from, Tip tip, Budget budget) throws IOException {
        List<Offsets> batches = new ArrayList<>(List.of(from));
        for (int i = 0; i < MANY; i++) {
            Offsets last = batches.get(batches.size() - 1);
            Advance advance = log.advance(last, tip, budget);
            if (advance.end().equals(last)) {
                return batches;
            }
            batches.add(advance.end());
        }
        return Assertions.fail("Still moving after " + MANY + " batches");
    }

    /** The values of one batch, in the order of its ranges. */
    List<String> read(Offsets from, Offsets to) throws IOException {
        List<String> values = new ArrayList<>();
        for (Range range : log.plan(from, to)) {
            values.addAll(read(range));
        }
        return values;
    }

    /** The values up to a tip, batch by batch. */
    List<String> readTo(Offsets from, Tip tip, Budget budget) throws IOException {
        List<Offsets> batches = batches(from, tip, budget);
        List<String> values = new ArrayList<>();
        for (int i = 1; i < batches.size(); i++) {
            values.addAll(read(batches.get(i - 1), batches.get(i)));
        }
        return values;
    }

    List<String> read(Range range) throws IOException {
        List<String> values = new ArrayList<>();
        try (RangeReader reader = connector.read(range, EnumSet.allOf(Field.class), options)) {
            for (Event event = reader.next(); event != null; event = reader.next()) {
                values.add(new String(event.value(), StandardCharsets.UTF_8));
            }
        }
        return values;
    }

    @Override
    public void close() throws IOException {
        log.close();
        proxy.close();
    }
}
