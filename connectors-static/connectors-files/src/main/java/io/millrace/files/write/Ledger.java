package io.millrace.files.write;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.files.write.Manifest.Done;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a directory knows of its writers: for each query the record of the last version that it did, and the manifest of one
 * that is under way. All of it lies in one folder that readers of directories leave out, and most of it in the files' names, so
 * that one listing tells it.
 */
final class Ledger {
    /** The folder, in the directory that is written to. */
    static final String FOLDER = "_millrace";

    private static final Pattern FORM =
            Pattern.compile("([0-9a-f]{16})-(\\d{19})-(\\d)\\.(manifest|done|once)(?:-(\\d{19})-(\\d))?");
    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private final SmallFiles files;

    Ledger(FileSystem files, Path root) throws IOException {
        this.files = new SmallFiles(files, new Path(root, FOLDER));
    }

    /** What a file of the ledger is. */
    private enum Kind {
        MANIFEST,
        DONE,
        ONCE
    }

    /**
     * A file of the ledger, by its name.
     *
     * @param replacing the last version by which the writer replaced files; null if it never did
     */
    record Entry(
            String writer,
            Version version,
            Kind kind,
            @Nullable Version replacing,
            long modifiedMillis) {
        /** Whether it is the record of a query that writes one version and ends. */
        boolean isOnce() {
            return kind == Kind.ONCE;
        }

        String name() {
            return writer + "-" + version + "." + kind.name().toLowerCase(Locale.ROOT)
                    + (replacing == null ? "" : "-" + replacing);
        }
    }

    /** What one listing told. */
    record Look(Map<String, Entry> newest, List<Entry> manifests, List<Entry> outdated, List<FileStatus> drafts) {
        @Nullable
        Entry newest(String writer) {
            return newest.get(writer);
        }

        /** Whether a writer has done a version, or a later one. */
        boolean isDone(String writer, Version version) {
            Entry done = newest.get(writer);
            return done != null && done.version().compareTo(version) >= 0;
        }

        /** A writer's manifests, by version. */
        List<Entry> manifests(String writer) {
            return manifests.stream()
                    .filter(entry -> entry.writer().equals(writer))
                    .toList();
        }

        /** Whether anything is known of a writer. */
        boolean knows(String writer) {
            return newest.containsKey(writer) || !manifests(writer).isEmpty();
        }
    }

    /** Refuses a store on which two drivers could both decide; see {@link SmallFiles#check}. */
    void check() throws IOException {
        files.check();
    }

    Look look() throws IOException {
        Look look = new Look(new TreeMap<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        List<Entry> entries = new ArrayList<>();
        for (FileStatus status : files.list()) {
            Matcher form = FORM.matcher(status.getPath().getName());
            if (SmallFiles.isDraft(status)) {
                look.drafts().add(status);
            } else if (form.matches()) {
                entries.add(new Entry(
                        form.group(1),
                        Version.of(form.group(2), form.group(3)),
                        Kind.valueOf(form.group(4).toUpperCase(Locale.ROOT)),
                        form.group(5) == null ? null : Version.of(form.group(5), form.group(6)),
                        status.getModificationTime()));
            }
        }
        entries.sort((one, other) -> one.version().compareTo(other.version()));
        for (Entry entry : entries) {
            if (entry.kind() == Kind.MANIFEST) {
                look.manifests().add(entry);
            } else {
                Entry older = look.newest().put(entry.writer(), entry);
                if (older != null) {
                    look.outdated().add(older);
                }
            }
        }
        return look;
    }

    static String manifestName(Attempt attempt) {
        return new Entry(attempt.writer(), attempt.version(), Kind.MANIFEST, null, 0).name();
    }

    /** Decides for a manifest; false if a manifest of this version is there already. */
    boolean decide(Manifest manifest) throws IOException {
        return files.create(manifestName(manifest.attempt()), JSON.writeValueAsBytes(manifest));
    }

    /** Notes that a manifest has been carried out; nothing happens if that is noted already. */
    void record(Manifest manifest) throws IOException {
        Attempt attempt = manifest.attempt();
        Kind kind = manifest.once() ? Kind.ONCE : Kind.DONE;
        Entry entry = new Entry(attempt.writer(), attempt.version(), kind, manifest.replacing(), 0);
        files.create(entry.name(), JSON.writeValueAsBytes(manifest.done()));
    }

    @Nullable
    Manifest manifest(String name) throws IOException {
        byte[] content = files.read(name);
        return content == null ? null : JSON.readValue(content, Manifest.class);
    }

    @Nullable
    Done done(Entry entry) throws IOException {
        byte[] content = files.read(entry.name());
        return content == null ? null : JSON.readValue(content, Done.class);
    }

    void delete(String name) throws IOException {
        files.delete(name);
    }

    @Override
    public String toString() {
        return files.toString();
    }
}
