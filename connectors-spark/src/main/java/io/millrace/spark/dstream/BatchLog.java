package io.millrace.spark.dstream;

import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The batches of a direct stream as they were planned. With a checkpoint directory each is a file there before any job of it
 * runs, because Spark writes its own checkpoint beside the running jobs: without it, a batch run again after a crash could
 * be another one. One thread at a time.
 */
final class BatchLog {
    private final String connector;
    private final @Nullable StateFiles files;
    private final TreeSet<Long> times = new TreeSet<>();
    private final TreeMap<Long, Batch> known = new TreeMap<>();

    /** The log in some files, or in memory alone. */
    BatchLog(String connector, @Nullable StateFiles files) {
        this.connector = connector;
        this.files = files;
        if (files != null) {
            files.names().stream()
                    .filter(name -> name.matches("\\d{1,18}"))
                    .forEach(name -> times.add(Long.parseLong(name)));
        }
    }

    Optional<Batch> last() {
        return times.isEmpty() ? Optional.empty() : find(times.last());
    }

    Optional<Batch> find(long millis) {
        if (!times.contains(millis)) {
            return Optional.empty();
        }
        return Optional.ofNullable(known.computeIfAbsent(millis, this::read));
    }

    /** Returns when the batch is in its file. */
    void append(Batch batch) {
        if (files != null) {
            files.write(Long.toString(batch.millis()), batch.text(connector));
        }
        times.add(batch.millis());
        known.put(batch.millis(), batch);
    }

    /** Removes old batches, but never the last one. */
    void forgetBefore(long millis) {
        while (times.size() > 1 && times.first() < millis) {
            long oldest = times.first();
            if (files != null) {
                files.delete(Long.toString(oldest));
            }
            times.remove(oldest);
            known.remove(oldest);
        }
    }

    private @Nullable Batch read(long millis) {
        return files == null
                ? null
                : files.read(Long.toString(millis))
                        .map(text -> Batch.of(millis, connector, text))
                        .orElse(null);
    }
}
