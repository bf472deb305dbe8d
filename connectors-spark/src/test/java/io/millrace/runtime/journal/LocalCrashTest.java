package io.millrace.runtime.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.Offsets;
import io.millrace.api.StartFrom;
import io.millrace.runtime.journal.JournalOptions.Durability;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a crash, or a loss of power, leaves of the steps in which a file appears; segment 0 is a mark, 1 and 2 hold an event each. */
class LocalCrashTest {
    @TempDir
    Path root;

    private Path partition;

    @BeforeEach
    void write() throws Exception {
        partition = root.resolve("0");
        try (Journal journal = journal()) {
            journal.put(Journals.events("acknowledged"));
            journal.put(Journals.events("under way"));
        }
    }

    @Test
    void whatIsNotForcedYetIsNotSeen() throws Exception {
        Path draft = unforced(2);
        assertThat(Journals.values(Journals.local(partition), 0)).containsExactly("acknowledged");
        assertThat(new SegmentFiles(Journals.local(partition)).numbers()).containsExactly(0, 1);
        assertThat(draft).exists();
    }

    @Test
    void theNextWriterForcesWhatItsPredecessorWroteAndShowsIt() throws Exception {
        Path draft = unforced(2);
        try (Journal journal = journal()) {
            journal.put(Journals.events("after"));
        }
        assertThat(draft).doesNotExist();
        assertThat(Journals.values(Journals.local(partition), 0)).containsExactly("acknowledged", "under way", "after");
    }

    /** It has zeros at its end, which were no part of it. */
    @Test
    void alsoALargeSegmentIsForcedAndShown() throws Exception {
        String large = "x".repeat(1_000_000);
        try (Journal journal = journal()) {
            journal.put(Journals.events(large));
        }
        // Behind the mark of the second writer.
        Path draft = unforced(4);
        assertThat(Journals.values(Journals.local(partition), 0)).containsExactly("acknowledged", "under way");
        new SegmentFiles(Journals.local(partition)).settle();
        assertThat(draft).doesNotExist();
        assertThat(Journals.values(Journals.local(partition), 0)).containsExactly("acknowledged", "under way", large);
    }

    /** A predecessor that still lives comes to it after the next one has looked. */
    @Test
    void aWriterGoesOnBehindASegmentThatAnotherOneIsForcing() throws Exception {
        byte[] segment = Files.readAllBytes(segment(2));
        Files.delete(segment(2));
        FaultyDirectory held = new FaultyDirectory(Journals.local(partition));
        held.beforeCreate = () -> {
            held.beforeCreate = () -> {};
            Files.write(segment(2), segment);
            unforced(2);
        };
        try (Journal journal = new Journal(new SegmentFiles(held), Journals.options(partition))) {
            journal.put(Journals.events("after"));
        }
        assertThat(Journals.values(Journals.local(partition), 0)).containsExactly("acknowledged", "under way", "after");
    }

    /** The draft's end may be lost, though it was acknowledged before. */
    @Test
    void aPlannerShowsWhatALossOfPowerHidAlsoWithoutAReceiver() throws Exception {
        Path draft = unforced(2);
        JournalDirectory journal = new JournalDirectory(new LocalDirectory(root, Durability.SYNCED));
        try (JournalLog log = new JournalLog("s", journal, 1, Duration.ofMinutes(1), 100, Clock.systemUTC())) {
            Offsets end = log.start(new StartFrom.Latest());
            assertThat(end.position("s/0")).isEqualTo("2");
        }
        assertThat(draft).doesNotExist();
        assertThat(Journals.values(Journals.local(partition), 0)).containsExactly("acknowledged", "under way");
    }

    @Test
    void whatALossOfPowerCutIsRemovedByTheNextWriter() throws Exception {
        Path draft = unforced(2);
        byte[] whole = Files.readAllBytes(draft);
        for (int length : new int[] {0, SegmentHead.LENGTH, whole.length - 1}) {
            try (SeekableByteChannel file = Files.newByteChannel(draft, StandardOpenOption.WRITE)) {
                var unused = file.truncate(length);
            }
            new SegmentFiles(Journals.local(partition)).settle();
            assertThat(Journals.values(Journals.local(partition), 0)).containsExactly("acknowledged");
            assertThat(draft).exists();
        }
        try (Journal journal = journal()) {
            journal.put(Journals.events("after"));
        }
        assertThat(draft).doesNotExist();
        assertThat(Journals.values(Journals.local(partition), 0)).containsExactly("acknowledged", "after");
    }

    @Test
    void copiesByHardLinksHideNothing() throws Exception {
        Files.createLink(root.resolve("backup"), segment(2));
        assertThat(Journals.values(Journals.local(partition), 0)).containsExactly("acknowledged", "under way");
        assertThat(new SegmentFiles(Journals.local(partition)).numbers()).containsExactly(0, 1, 2);
    }

    private Journal journal() throws Exception {
        return new Journal(new SegmentFiles(Journals.local(partition)), Journals.options(partition));
    }

    private Path segment(int number) {
        return partition.resolve("0000000000000000000" + number + ".segment");
    }

    /** Takes a segment, the last one, to where its writer had not forced it yet. */
    private Path unforced(int number) throws IOException {
        return Files.createLink(
                partition.resolve(segment(number).getFileName() + "." + UUID.randomUUID() + Directory.DRAFT),
                segment(number));
    }
}
