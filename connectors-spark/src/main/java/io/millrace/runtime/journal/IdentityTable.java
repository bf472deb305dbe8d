package io.millrace.runtime.journal;

import io.millrace.runtime.journal.Identities.Span;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.io.WritableUtils;

/**
 * What a segment says of identities: which batches in it have one, and, now and then, all that its partition remembered before
 * it. It stands between head and events, behind its length and before its checksum.
 *
 * @param snapshot the number of the last segment, perhaps this one, that holds what was remembered before it
 * @param remembered what was remembered before this segment; empty unless it is that one
 * @param entries the identified batches of this segment, in their order
 */
record IdentityTable(long snapshot, List<Span> remembered, List<Entry> entries) {
    /**
     * A batch in a segment.
     *
     * @param first the place of its first event among those of the segment
     * @param count how many events it has
     */
    record Entry(String sender, long number, int first, int count) {
        Entry behind(int events) {
            return new Entry(sender, number, first + events, count);
        }

        int end() {
            return first + count;
        }
    }

    IdentityTable {
        remembered = List.copyOf(remembered);
        entries = List.copyOf(entries);
    }

    /**
     * The table as numbers of variable length: how far back the snapshot is, the names of senders, and of each span and entry
     * how it differs from the one before.
     *
     * @param segment the number of the segment that it is for
     */
    byte[] encoded(long segment) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            WritableUtils.writeVLong(out, segment - snapshot);
            Map<String, Integer> senders = senders(out);
            WritableUtils.writeVInt(out, remembered.size());
            long micros = 0;
            for (Span span : remembered) {
                WritableUtils.writeVInt(out, senders.getOrDefault(span.sender(), 0));
                WritableUtils.writeVLong(out, span.first());
                WritableUtils.writeVLong(out, span.last() - span.first());
                WritableUtils.writeVLong(out, span.seenMicros() - micros);
                micros = span.seenMicros();
            }
            WritableUtils.writeVInt(out, entries.size());
            long number = 0;
            int end = 0;
            for (Entry entry : entries) {
                WritableUtils.writeVInt(out, senders.getOrDefault(entry.sender(), 0));
                WritableUtils.writeVLong(out, entry.number() - number);
                WritableUtils.writeVInt(out, entry.first() - end);
                WritableUtils.writeVInt(out, entry.count());
                number = entry.number();
                end = entry.end();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Reads what {@link #encoded} made; the checksum was right, so it is that. */
    static IdentityTable decoded(byte[] bytes, long segment) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        long snapshot = segment - WritableUtils.readVLong(in);
        List<String> senders = new ArrayList<>();
        for (int left = WritableUtils.readVInt(in); left > 0; left--) {
            senders.add(new String(in.readNBytes(WritableUtils.readVInt(in)), StandardCharsets.UTF_8));
        }
        List<Span> remembered = new ArrayList<>();
        long micros = 0;
        for (int left = WritableUtils.readVInt(in); left > 0; left--) {
            String sender = senders.get(WritableUtils.readVInt(in));
            long first = WritableUtils.readVLong(in);
            long last = first + WritableUtils.readVLong(in);
            micros += WritableUtils.readVLong(in);
            remembered.add(new Span(sender, first, last, micros));
        }
        List<Entry> entries = new ArrayList<>();
        long number = 0;
        int end = 0;
        for (int left = WritableUtils.readVInt(in); left > 0; left--) {
            String sender = senders.get(WritableUtils.readVInt(in));
            number += WritableUtils.readVLong(in);
            Entry entry = new Entry(sender, number, end + WritableUtils.readVInt(in), WritableUtils.readVInt(in));
            end = entry.end();
            entries.add(entry);
        }
        return new IdentityTable(snapshot, remembered, entries);
    }

    /** Writes the names and answers the place of each. */
    private Map<String, Integer> senders(DataOutputStream out) throws IOException {
        List<String> names = new ArrayList<>();
        Map<String, Integer> places = new HashMap<>();
        remembered.forEach(span -> place(span.sender(), names, places));
        entries.forEach(entry -> place(entry.sender(), names, places));
        WritableUtils.writeVInt(out, names.size());
        for (String name : names) {
            byte[] text = name.getBytes(StandardCharsets.UTF_8);
            WritableUtils.writeVInt(out, text.length);
            out.write(text);
        }
        return places;
    }

    private static void place(String sender, List<String> names, Map<String, Integer> places) {
        if (places.putIfAbsent(sender, names.size()) == null) {
            names.add(sender);
        }
    }
}
