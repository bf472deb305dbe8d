package io.millrace.runtime.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.ConnectorException;
import io.millrace.api.DataLossException;
import io.millrace.api.Event;
import io.millrace.api.Header;
import io.millrace.runtime.journal.Identities.Span;
import io.millrace.runtime.journal.IdentityTable.Entry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Segments outlive the program that wrote them. */
class SegmentFormatTest {
    private static final UUID WRITER = new UUID(0x0102030405060708L, 0x090A0B0C0D0E0F10L);
    private static final String FIRST = "00000000000000000000.segment";

    @TempDir
    Path directory;

    @Test
    void theGoldenFileIsWritten() throws Exception {
        EventBuffer events = new EventBuffer(1);
        for (Event event : golden()) {
            events.add(event);
        }
        SegmentHead head = new SegmentHead(WRITER, 41, 3, events.length(), 1_700_000_000_123_456L, false);
        files().seal(0, head, null, List.of(events));
        assertThat(Files.readAllBytes(directory.resolve(FIRST))).isEqualTo(goldenFile("segment-v1.hex"));
    }

    @Test
    void theGoldenFileIsRead() throws Exception {
        Files.write(directory.resolve(FIRST), goldenFile("segment-v1.hex"));
        Segment segment = Objects.requireNonNull(files().read(0));
        assertThat(segment.head().writer()).isEqualTo(WRITER);
        assertThat(segment.head().first()).isEqualTo(41);
        assertThat(segment.head().sealedMicros()).isEqualTo(1_700_000_000_123_456L);
        for (Event written : golden()) {
            Event read = segment.next();
            assertThat(read.key()).isEqualTo(written.key());
            assertThat(read.value()).isEqualTo(written.value());
            assertThat(read.headers()).isEqualTo(written.headers());
            assertThat(read.timestampMicros()).isEqualTo(written.timestampMicros());
        }
        assertThat(segment.hasNext()).isFalse();
    }

    /** Places in the file: of the magic, the head, the events, and the checksum at the end. */
    @ParameterizedTest
    @ValueSource(ints = {0, 30, 54, 60, 100, -1})
    void aDamagedSegmentIsRefusedByName(int place) throws Exception {
        byte[] file = goldenFile("segment-v1.hex");
        file[place < 0 ? file.length + place : place] ^= 0x40;
        Files.write(directory.resolve(FIRST), file);
        assertThatThrownBy(() -> files().read(0))
                .isInstanceOf(DamagedSegmentException.class)
                .hasMessageContaining(FIRST)
                .hasMessageContaining("damaged")
                .hasMessageContaining("Restore");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 55, 56, 80, 1})
    void aSegmentThatEndsEarlyIsRefused(int length) throws Exception {
        Files.write(directory.resolve(FIRST), Arrays.copyOf(goldenFile("segment-v1.hex"), length));
        assertThatThrownBy(() -> files().read(0))
                .isInstanceOf(DamagedSegmentException.class)
                .hasMessageContaining(FIRST);
    }

    @Test
    void theGoldenFileWithIdentitiesIsWritten() throws Exception {
        EventBuffer events = new EventBuffer(1);
        for (Event event : golden()) {
            events.add(event);
        }
        SegmentHead head = new SegmentHead(WRITER, 41, 3, events.length(), 1_700_000_000_123_456L, true);
        files().seal(0, head, goldenTable(), List.of(events));
        assertThat(Files.readAllBytes(directory.resolve(FIRST))).isEqualTo(goldenFile("segment-v2.hex"));
    }

    @Test
    void theGoldenFileWithIdentitiesIsRead() throws Exception {
        Files.write(directory.resolve(FIRST), goldenFile("segment-v2.hex"));
        assertThat(files().identities(0)).isEqualTo(goldenTable());
        Segment segment = Objects.requireNonNull(files().read(0));
        for (Event written : golden()) {
            assertThat(segment.next().value()).isEqualTo(written.value());
        }
        assertThat(segment.hasNext()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {57, 60, 70, 93})
    void aDamagedTableOfIdentitiesIsRefusedByName(int place) throws Exception {
        byte[] file = goldenFile("segment-v2.hex");
        file[place] ^= 0x10;
        Files.write(directory.resolve(FIRST), file);
        assertThatThrownBy(() -> files().identities(0))
                .isInstanceOf(DamagedSegmentException.class)
                .hasMessageContaining(FIRST);
        assertThatThrownBy(() -> files().read(0)).isInstanceOf(DamagedSegmentException.class);
    }

    @Test
    void aNewerFormatIsRefused() throws Exception {
        byte[] file = goldenFile("segment-v1.hex");
        file[7] = 3;
        Files.write(directory.resolve(FIRST), file);
        assertThatThrownBy(() -> files().read(0)).hasMessageContaining("version 3");
    }

    @Test
    void aDamagedSegmentIsPassedOverWhereDataLossMayPass() throws Exception {
        try (Journal journal = new Journal(files(), Journals.options(directory))) {
            journal.put(Journals.events("a", "b"));
            journal.put(Journals.events("c", "d"));
            journal.put(Journals.events("e"));
        }
        Path second = directory.resolve("00000000000000000002.segment");
        byte[] bytes = Files.readAllBytes(second);
        bytes[bytes.length - 6] ^= 1;
        Files.write(second, bytes);
        SegmentCursor cursor = new SegmentCursor("s/0", files(), 0, 5);
        List<String> read = new ArrayList<>();
        assertThatThrownBy(() -> {
                    for (Event event = cursor.next(); event != null; event = cursor.next()) {
                        read.add(Journals.value(event));
                    }
                })
                .isInstanceOfSatisfying(
                        DataLossException.class,
                        loss -> assertThat(loss.resumeFrom().position("s/0")).isEqualTo("4"))
                .hasMessageContaining("00000000000000000002.segment");
        assertThat(read).containsExactly("a", "b");
        assertThat(Journals.values(Journals.local(directory), 4)).containsExactly("e");
    }

    @Test
    void aWriterDoesNotGoOnBehindADamagedSegment() throws Exception {
        try (Journal journal = new Journal(files(), Journals.options(directory))) {
            journal.put(Journals.events("a"));
        }
        Files.write(directory.resolve("00000000000000000001.segment"), new byte[0]);
        assertThatThrownBy(() -> new Journal(files(), Journals.options(directory)))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("00000000000000000001.segment");
    }

    private static List<Event> golden() {
        return List.of(
                Event.of(null, new byte[0], List.of(), 0, ""),
                Event.of(bytes("k"), null, List.of(new Header("h", null), new Header("ü", bytes("v"))), -2, ""),
                Event.of(new byte[0], new byte[200], List.of(), 1_700_000_000_000_001L, ""));
    }

    private static IdentityTable goldenTable() {
        return new IdentityTable(
                0,
                List.of(new Span("a", -5, 1_000, 1_700_000_000_000_000L)),
                List.of(new Entry("b", 300, 0, 2), new Entry("a", 7, 2, 1)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] goldenFile(String name) throws IOException {
        try (InputStream in = SegmentFormatTest.class.getResourceAsStream(name)) {
            String hex = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII);
            return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
        }
    }

    private SegmentFiles files() {
        return new SegmentFiles(Journals.local(directory));
    }
}
