package io.millrace.runtime.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.ConnectorException;
import io.millrace.runtime.journal.JournalOptions.Durability;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options.CreateFileOptionKeys;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.StreamCapabilities;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Journals on Hadoop's file systems, of which those are at hand that need no server. */
class HadoopDirectoryTest {
    private final Configuration hadoop = new Configuration();

    @TempDir
    java.nio.file.Path temp;

    @Test
    void aFileSystemThatCannotSyncIsRefused() throws Exception {
        Directory directory = checksummed(Durability.SYNCED);
        directory.make();
        assertThatThrownBy(() -> new Journal(new SegmentFiles(directory), Journals.options(temp)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot force")
                .hasMessageContaining("'journal.durability' to 'written'");
        assertThat(directory.names()).isEmpty();
        assertThat(temp.resolve("j")).isEmptyDirectory();
    }

    @Test
    void itIsTakenWithTheWeakerPromise() throws Exception {
        journal(checksummed(Durability.WRITTEN));
    }

    @Test
    void aFileSystemThatSyncsIsTaken() throws Exception {
        journal(HadoopDirectory.of(local().getRaw(), new Path(temp.resolve("j").toUri()), Durability.SYNCED));
    }

    @Test
    void aStoreThatTakesNoNoticeOfConditionsIsRefused() throws Exception {
        try (FileSystem files = new Uploads(CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE)) {
            refused(files);
        }
    }

    @Test
    void aStoreWithoutConditionsIsRefused() throws Exception {
        try (FileSystem files = new Uploads(StreamCapabilities.ABORTABLE_STREAM)) {
            refused(files);
        }
    }

    private void refused(FileSystem files) throws IOException {
        files.initialize(URI.create("file:///"), hadoop);
        for (Durability durability : Durability.values()) {
            Directory directory =
                    HadoopDirectory.of(files, new Path(temp.resolve("j").toUri()), durability);
            assertThatThrownBy(() -> new Journal(new SegmentFiles(directory), Journals.options(temp)))
                    .isInstanceOf(ConnectorException.class)
                    .hasMessageContaining("two receivers could write one segment")
                    .hasMessageContaining("fs.s3a.create.conditional.enabled");
        }
        assertThat(temp.resolve("j")).isEmptyDirectory();
    }

    /** Claims to know one thing of those that S3's client knows, and does nothing for it. */
    private static final class Uploads extends RawLocalFileSystem {
        private final String capability;

        Uploads(String capability) {
            this.capability = capability;
        }

        @Override
        public boolean hasPathCapability(Path path, String asked) throws IOException {
            return asked.equals(capability) || super.hasPathCapability(path, asked);
        }

        @Override
        public FSDataOutputStreamBuilder<FSDataOutputStream, Overwriting> createFile(Path path) {
            return new Overwriting(this, path);
        }
    }

    private static final class Overwriting extends FSDataOutputStreamBuilder<FSDataOutputStream, Overwriting> {
        Overwriting(FileSystem files, Path path) {
            super(files, path);
        }

        @Override
        public FSDataOutputStream build() throws IOException {
            return getFS().create(getPath(), true);
        }

        @Override
        public Overwriting getThisBuilder() {
            return this;
        }
    }

    private void journal(Directory directory) throws Exception {
        assertThat(directory.names()).isEmpty();
        try (Journal zombie = new Journal(new SegmentFiles(directory), Journals.options(temp))) {
            zombie.put(Journals.events("a", "b"));
            try (Journal successor = new Journal(new SegmentFiles(directory), Journals.options(temp))) {
                assertThatThrownBy(() -> zombie.put(Journals.events("late"))).hasMessageContaining("taken over");
                successor.put(Journals.events("c"));
            }
        }
        assertThat(Journals.values(directory, 0)).containsExactly("a", "b", "c");
        assertThat(directory.names()).hasSize(4).allMatch(name -> name.endsWith(".segment"));
        Files.writeString(temp.resolve("j/00000000000000000009.segment.x.draft"), "half");
        assertThat(directory.names()).hasSize(4);
        directory.sweep(in -> true);
        assertThat(temp.resolve("j/00000000000000000009.segment.x.draft")).doesNotExist();
        directory.replace("status.json", out -> out.write(1));
        directory.replace("status.json", out -> out.write(2));
        try (var in = Objects.requireNonNull(directory.open("status.json"))) {
            assertThat(in.readAllBytes()).containsExactly(2);
        }
        directory.delete("status.json");
        directory.delete("status.json");
        assertThat(directory.open("status.json")).isNull();
    }

    private Directory checksummed(Durability durability) throws IOException {
        return HadoopDirectory.of(local(), new Path(temp.resolve("j").toUri()), durability);
    }

    private LocalFileSystem local() throws IOException {
        return FileSystem.getLocal(hadoop);
    }
}
