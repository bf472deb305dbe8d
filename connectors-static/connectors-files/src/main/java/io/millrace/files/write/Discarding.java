package io.millrace.files.write;

import java.io.IOException;
import java.util.List;

/** What is done with staged files when a write has failed before its manifest: they go at once if they can, else by age. */
final class Discarding {
    private Discarding() {}

    static void after(Throwable failure, Staging staging, Attempt attempt, List<StagedFile> staged) {
        try {
            staging.discard(attempt, staged);
        } catch (IOException | RuntimeException e) {
            failure.addSuppressed(e);
        }
    }
}
