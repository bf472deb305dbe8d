package io.millrace.spark.dstream;

import io.millrace.api.ConnectorException;
import io.millrace.api.Intake;
import io.millrace.api.LiveLogConnector;
import io.millrace.api.Offsets;
import io.millrace.api.Options;
import io.millrace.runtime.Connectors;
import io.millrace.runtime.DStreamOptions;
import io.millrace.runtime.Planner;
import io.millrace.runtime.ReadMetrics;
import io.millrace.runtime.SavedOffsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * A log as a receiver: each partition that falls to it is followed by a thread of its own, and its position is noted once its
 * events are stored. Partitions fall to receivers by their ids, so that each receiver can look for new ones by itself.
 */
final class TailReceiver extends EventReceiver {
    private static final long serialVersionUID = 1;

    private final Share share;
    private final String start;
    private final @Nullable Place place;
    private transient @Nullable SavedPositions positions;
    private transient @Nullable Threads threads;

    /** Which of how many receivers of the same stream. Not a record, because Kryo knows none. */
    static final class Share implements java.io.Serializable {
        private static final long serialVersionUID = 1;

        private final int index;
        private final int receivers;

        Share(int index, int receivers) {
            this.index = index;
            this.receivers = receivers;
        }

        /** Whether a partition falls to this receiver: always the same one while their number is the same. */
        boolean holds(String partition) {
            return Math.floorMod(partition.hashCode(), receivers) == index;
        }
    }

    /** Where positions are kept. */
    static final class Place implements java.io.Serializable {
        private static final long serialVersionUID = 1;

        private final String directory;
        private final SerializableConfiguration hadoop;

        Place(String directory, SerializableConfiguration hadoop) {
            this.directory = directory;
            this.hadoop = hadoop;
        }

        StateFiles files() {
            return StateFiles.in(directory, hadoop.value());
        }
    }

    /**
     * A receiver.
     *
     * @param start where the stream starts, as text
     * @param place where positions are kept; null if a crash may lose them
     */
    TailReceiver(
            StorageLevel level,
            String connector,
            Map<String, String> options,
            String desk,
            Share share,
            Offsets start,
            @Nullable Place place) {
        super(level, connector, options, desk);
        this.share = share;
        this.start = SavedOffsets.write(connector, start);
        this.place = place;
    }

    /** The log with this name, if it can be followed. */
    static LiveLogConnector source(String name) {
        if (Connectors.findInput(name).orElse(null) instanceof LiveLogConnector live) {
            return live;
        }
        throw ConnectorException.bug("There is no log '" + name + "' that can be followed on this executor");
    }

    @Override
    Options parsed() {
        return Faces.receiving(source(connector), options);
    }

    @Override
    @Nullable
    Intake begin() {
        Threads now = new Threads("millrace-receiver-" + streamId(), this::failed);
        threads = now;
        LiveLogConnector log = source(connector);
        Options read = parsed();
        SavedPositions saved = positions();
        now.start("discover", () -> discover(log, read, saved, now));
        return null;
    }

    @Override
    void end() {
        Threads now = threads;
        threads = null;
        if (now != null) {
            now.stop();
        }
    }

    /** Looks for partitions that fall to this receiver, now and again. */
    private void discover(LiveLogConnector log, Options read, SavedPositions saved, Threads now) throws Exception {
        long pause = read.value(DStreamOptions.DISCOVER_INTERVAL).toMillis();
        Map<String, Follower> followers = new HashMap<>();
        try (Planner planner = new Planner(log, read, new ReadMetrics())) {
            while (!now.stopped()) {
                Offsets there = planner.discover(saved.now());
                there.positions().forEach((partition, position) -> {
                    if (share.holds(partition) && !followers.containsKey(partition)) {
                        Follower follower = new Follower(this, log, read, saved, partition, position, there);
                        followers.put(partition, follower);
                        now.start(partition, () -> follower.run(now));
                    }
                });
                TimeUnit.MILLISECONDS.sleep(pause);
            }
        }
    }

    private SavedPositions positions() {
        SavedPositions now = positions;
        if (now == null) {
            now = new SavedPositions(connector, place == null ? null : place.files());
            if (now.start() == null) {
                now.start(SavedOffsets.read(connector, start));
            }
            positions = now;
        }
        return now;
    }
}
