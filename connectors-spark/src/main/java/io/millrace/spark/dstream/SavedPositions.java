package io.millrace.spark.dstream;

import io.millrace.api.Offsets;
import io.millrace.runtime.SavedOffsets;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * How far the receivers of a log have come: a file for the start, and one for each partition that was received since. All
 * receivers of a stream share them, so that their number may change between two runs. Without a checkpoint directory they
 * are in the memory of one receiver. Safe for many threads.
 */
final class SavedPositions {
    private static final String START = "start";

    private final String connector;
    private final @Nullable StateFiles files;
    private final Map<String, String> memory = new ConcurrentSkipListMap<>();

    /** The positions in some files, or in memory alone. */
    SavedPositions(String connector, @Nullable StateFiles files) {
        this.connector = connector;
        this.files = files;
    }

    /** Where the stream started; null if nobody has decided it yet. */
    @Nullable
    Offsets start() {
        return read(START);
    }

    void start(Offsets start) {
        write(START, start);
    }

    /** Where each partition goes on. */
    Offsets now() {
        Offsets start = start();
        SortedMap<String, String> positions = new TreeMap<>();
        SortedMap<String, String> identities = new TreeMap<>();
        if (start != null) {
            positions.putAll(start.positions());
            identities.putAll(start.identities());
        }
        List<String> names = files == null ? List.copyOf(memory.keySet()) : files.names();
        for (String name : names) {
            Offsets saved = name.equals(START) ? null : read(name);
            if (saved != null) {
                positions.putAll(saved.positions());
                identities.putAll(saved.identities());
            }
        }
        return new Offsets(positions, identities);
    }

    /** Notes how far a partition was stored. Returns when it is in its file. */
    void save(String partition, String position, Offsets known) {
        String stream = Offsets.streamOf(partition);
        String identity = known.identities().get(stream);
        Map<String, String> identities = identity == null ? Map.of() : Map.of(stream, identity);
        write(name(partition), new Offsets(new TreeMap<>(Map.of(partition, position)), new TreeMap<>(identities)));
    }

    private @Nullable Offsets read(String name) {
        String text = files == null ? memory.get(name) : files.read(name).orElse(null);
        return text == null ? null : SavedOffsets.read(connector, text);
    }

    private void write(String name, Offsets offsets) {
        String text = SavedOffsets.write(connector, offsets);
        if (files == null) {
            memory.put(name, text);
        } else {
            files.write(name, text);
        }
    }

    /** Any partition's id as the name of a file. */
    private static String name(String partition) {
        return "p-"
                + Base64.getUrlEncoder().withoutPadding().encodeToString(partition.getBytes(StandardCharsets.UTF_8));
    }
}
