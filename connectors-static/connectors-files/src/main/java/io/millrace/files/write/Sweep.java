package io.millrace.files.write;

import io.millrace.files.write.Commits.Place;
import io.millrace.files.write.Ledger.Entry;
import io.millrace.files.write.Ledger.Look;
import io.millrace.files.write.Manifest.Done;
import io.millrace.files.write.Staging.Remains;
import java.io.IOException;
import java.time.Duration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** Takes away what writers left that did not come back, once in a run. What a manifest calls for stays. */
final class Sweep {
    /** How long the record of a batch stays: longer than any reader takes to list the directory. */
    static final Duration KEEP_RECORDS_OF_BATCHES = Duration.ofHours(1);

    private static final Duration KEEP_DRAFTS = Duration.ofHours(1);

    private final Ledger ledger;
    private final Place place;
    private final long now = System.currentTimeMillis();

    Sweep(Ledger ledger, Place place) {
        this.ledger = ledger;
        this.place = place;
    }

    void run() throws IOException {
        Look look = ledger.look();
        place.staging().sweep(remains -> isDead(remains, look));
        for (FileStatus draft : look.drafts()) {
            if (isOlder(draft.getModificationTime(), KEEP_DRAFTS)) {
                ledger.delete(draft.getPath().getName());
            }
        }
        for (Entry entry : look.manifests()) {
            if (isOlder(entry.modifiedMillis(), place.keepStaged())) {
                undo(entry);
            }
        }
        for (Entry entry : look.newest().values()) {
            if (entry.isOnce()
                    && look.manifests(entry.writer()).isEmpty()
                    && isOlder(entry.modifiedMillis(), KEEP_RECORDS_OF_BATCHES)) {
                forget(entry);
            }
        }
    }

    private boolean isDead(Remains remains, Look look) {
        if (look.isDone(remains.writer(), remains.version())) {
            return true;
        }
        return look.manifests(remains.writer()).isEmpty() && isOlder(remains.millis(), place.keepStaged());
    }

    /** A batch that died in its commit failed for its user, who may have run it again; a streaming query may yet come back. */
    private void undo(Entry entry) throws IOException {
        Manifest manifest = ledger.manifest(entry.name());
        if (manifest == null || !manifest.once()) {
            return;
        }
        place.staging().discard(manifest.attempt(), manifest.files());
        for (StagedFile file : manifest.files()) {
            place.files().delete(new Path(place.root(), file.path()), false);
        }
        ledger.delete(entry.name());
    }

    /** A batch that died before it deleted what it replaced has nobody else who does it. */
    private void forget(Entry batch) throws IOException {
        Done done = ledger.done(batch);
        if (done != null) {
            Commits.deleteReplaced(place, done);
        }
        ledger.delete(batch.name());
    }

    private boolean isOlder(long millis, Duration age) {
        return now - millis > age.toMillis();
    }
}
