package io.millrace.files.write;

import io.millrace.api.ConnectorException;
import io.millrace.files.write.Ledger.Entry;
import io.millrace.files.write.Ledger.Look;
import io.millrace.files.write.Manifest.Done;
import io.millrace.files.write.Manifest.Layout;
import io.millrace.files.write.Manifest.Replaced;
import io.millrace.files.write.Staging.GoneException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The driver's side of one query that writes into a directory.
 *
 * <ol>
 *   <li>{@link #begin} carries out a manifest that an earlier run left, and says whether the epoch is to be written at all.
 *   <li>Tasks stage files.
 *   <li>{@link #commit} decides by a manifest, which only one driver can create; puts the files into their places; notes the
 *       version as done; removes the manifest and the older record.
 * </ol>
 *
 * <p>Each call may be repeated after a failure, with the same arguments. One thread at a time.
 */
final class Commits {
    private static final Logger LOG = LoggerFactory.getLogger(Commits.class);
    /** How many versions a mean is made of. */
    private static final int REMEMBERED = 4;

    /**
     * What a query writes to.
     *
     * @param once whether it writes one version and ends
     * @param keepReplaced for how long files that were replaced are kept for those who are reading them
     * @param keepStaged for how long staged files wait whose writer does not come back
     */
    record Place(
            FileSystem files,
            Path root,
            Staging staging,
            String query,
            boolean once,
            Duration keepReplaced,
            Duration keepStaged) {}

    private final Place place;
    private final String writer;
    private final Ledger ledger;
    private final Consumer<Step> observer;
    private boolean swept;
    private @Nullable Version own;
    private List<Long> recentBytes = List.of();
    private List<Replaced> replaced = List.of();
    private @Nullable Version replacing;
    private @Nullable Layout layout;

    Commits(Place place, Consumer<Step> observer) throws IOException {
        this.place = place;
        this.writer = Attempt.writer(place.query());
        this.ledger = new Ledger(place.files(), place.root());
        this.observer = observer;
    }

    /** The query, as it stands in names. */
    String writer() {
        return writer;
    }

    /** The sizes of the last versions, the last one last. */
    List<Long> recentBytes() {
        return recentBytes;
    }

    /**
     * Says how the rows of a version lie in its files.
     *
     * @return since which version all files are so
     */
    Version layout(String told, Version version) {
        Layout known = layout;
        if (known == null || !known.told().equals(told)) {
            known = new Layout(told, version);
            layout = known;
        }
        return known.since();
    }

    /** Settles what earlier runs left; false if the epoch is done. */
    boolean begin(long epoch) throws IOException {
        Look look = ledger.look();
        Version done = newest(look);
        for (Entry entry : look.manifests(writer)) {
            if (done != null && entry.version().compareTo(done) <= 0) {
                // Of a driver that was late, or that died after it had recorded the version.
                place.staging().clear(writer, entry.version());
                ledger.delete(entry.name());
                continue;
            }
            if (own != null) {
                throw another("Another driver is committing " + told(entry.version()));
            }
            Manifest manifest = ledger.manifest(entry.name());
            if (manifest == null) {
                throw new IOException(
                        "The manifest " + entry.name() + " in " + ledger + " went away while it was read");
            }
            LOG.info("Carrying out {} of query {}, which an earlier run left", told(entry.version()), place.query());
            carryOut(manifest);
            done = entry.version();
        }
        if (own == null) {
            remember();
        } else if (!own.equals(done)) {
            throw another("This driver has written " + told(own) + ", and the last that is recorded is "
                    + (done == null ? "none" : told(done)));
        }
        observer.accept(Step.BEGUN);
        return done == null || done.epoch() < epoch;
    }

    /** Makes files visible, and takes others out of sight, both at once for readers of ours. */
    void commit(Attempt attempt, List<StagedFile> files, List<String> instead) throws IOException {
        observer.accept(Step.STAGED);
        if (files.isEmpty() && instead.isEmpty()) {
            // An epoch without rows has nothing that could be doubled.
            place.staging().discard(attempt, files);
            return;
        }
        Manifest manifest = manifest(attempt, files, instead);
        if (!ledger.decide(manifest)) {
            Manifest there = ledger.manifest(Ledger.manifestName(attempt));
            if (there == null) {
                throw new IOException("A manifest of " + told(attempt.version()) + " in " + ledger + " came and went");
            }
            if (!there.attempt().run().equals(attempt.run())) {
                throw another("Another driver has decided about " + told(attempt.version()));
            }
        }
        observer.accept(Step.DECIDED);
        if (isDecidedInTime(attempt)) {
            carryOut(manifest);
        } else {
            tidy(manifest);
        }
        own = attempt.version();
        recentBytes = manifest.recentBytes();
        replaced = manifest.replaced();
        replacing = manifest.replacing();
        if (!swept) {
            new Sweep(ledger, place).run();
            swept = true;
        }
    }

    /**
     * Whether the version is not recorded as done. If it is, that is fine if it was this attempt, in an earlier call. If it was
     * another, the manifest was created when that other's was gone, and is void: no reader and no driver goes by it.
     */
    private boolean isDecidedInTime(Attempt attempt) throws IOException {
        Look look = ledger.look();
        Entry newest = look.newest(writer);
        if (newest == null || !look.isDone(writer, attempt.version())) {
            return true;
        }
        Done done = ledger.done(newest);
        if (done != null
                && newest.version().equals(attempt.version())
                && done.run().equals(attempt.run())) {
            return false;
        }
        ledger.delete(Ledger.manifestName(attempt));
        throw another("Another driver has written " + told(newest.version()));
    }

    private Manifest manifest(Attempt attempt, List<StagedFile> files, List<String> instead) throws IOException {
        long now = System.currentTimeMillis();
        List<Replaced> all = new ArrayList<>();
        for (Replaced file : replaced) {
            if (now - file.millis() < place.keepReplaced().toMillis()) {
                all.add(file);
            } else {
                place.files().delete(new Path(place.root(), file.path()), false);
            }
        }
        instead.forEach(path -> all.add(new Replaced(path, now)));
        List<Long> bytes = new ArrayList<>(recentBytes);
        if (attempt.version().part() == 0) {
            bytes.add(files.stream().mapToLong(StagedFile::bytes).sum());
        }
        bytes = bytes.subList(Math.max(0, bytes.size() - REMEMBERED), bytes.size());
        Version last = instead.isEmpty() ? replacing : attempt.version();
        return new Manifest(place.query(), attempt, place.once(), files, all, last, List.copyOf(bytes), layout);
    }

    private void carryOut(Manifest manifest) throws IOException {
        try {
            InParallel.run(manifest.files(), place.staging()::publish, () -> observer.accept(Step.FIRST_PUBLISHED));
        } catch (GoneException e) {
            if (!ledger.look().isDone(manifest.attempt().writer(), manifest.version())) {
                throw new ConnectorException(
                        ConnectorException.Kind.DATA_LOSS,
                        "A file of " + told(manifest.version()) + " in " + place.root() + " is lost: " + e.getMessage()
                                + ". The manifest " + Ledger.manifestName(manifest.attempt()) + " in " + ledger
                                + " calls for it; whoever deletes that manifest has the epoch written again",
                        e);
            }
        }
        observer.accept(Step.PUBLISHED);
        ledger.record(manifest);
        observer.accept(Step.RECORDED);
        tidy(manifest);
    }

    /** Removes what a version that is done needs no more; whatever of it a crash leaves, the next run removes. */
    private void tidy(Manifest manifest) throws IOException {
        if (manifest.once()) {
            deleteReplaced(place, manifest.done());
        }
        place.staging().clear(writer, manifest.version());
        observer.accept(Step.CLEANED);
        ledger.delete(Ledger.manifestName(manifest.attempt()));
        observer.accept(Step.MANIFEST_GONE);
        for (Entry older : ledger.look().outdated()) {
            if (older.writer().equals(writer)) {
                ledger.delete(older.name());
            }
        }
    }

    /** A batch has no next version that could delete what it replaced. */
    static void deleteReplaced(Place place, Done done) throws IOException {
        for (Replaced file : done.replaced()) {
            place.files().delete(new Path(place.root(), file.path()), false);
        }
    }

    private void remember() throws IOException {
        Entry newest = ledger.look().newest(writer);
        if (newest == null) {
            return;
        }
        Done done = ledger.done(newest);
        if (done != null) {
            recentBytes = done.recentBytes();
            replaced = done.replaced();
            replacing = newest.replacing();
            layout = done.layout();
        }
    }

    private @Nullable Version newest(Look look) {
        Entry newest = look.newest(writer);
        return newest == null ? null : newest.version();
    }

    private static String told(Version version) {
        return (version.part() == 0 ? "epoch " : "the compaction after epoch ") + version.epoch();
    }

    private ConnectorException another(String found) {
        return ConnectorException.settings(found + " of query " + place.query() + " in " + place.root()
                + ". Two drivers of one query run at once, and this one gives way: stop the other, then start the query"
                + " again from its checkpoint");
    }
}
