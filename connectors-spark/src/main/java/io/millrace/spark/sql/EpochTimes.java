package io.millrace.spark.sql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.api.ConnectorException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.streaming.checkpointing.CheckpointFileManager;
import org.apache.spark.sql.execution.streaming.checkpointing.CheckpointFileManager$;
import org.apache.spark.sql.execution.streaming.runtime.MicroBatchExecution;
import org.apache.spark.sql.execution.streaming.runtime.StreamExecution;
import org.jspecify.annotations.Nullable;

/**
 * The times of the epochs of a streaming query, for outputs that ask for them. A time is taken once, as the clock's or one more
 * than the time before, whichever is higher; it is in the query's checkpoint before any task can use it, and an epoch that is
 * run again has the same. Only the last one is kept, since no earlier epoch is ever run again. Used by the query's thread.
 */
final class EpochTimes {
    private static final String NAME = "epoch-time.json";
    private static final JsonMapper JSON = new JsonMapper();

    private final Path file;
    private final CheckpointFileManager files;
    private final InstantSource clock;
    private @Nullable Last last;

    /** The last epoch that was given a time. */
    private record Last(long epoch, long millis) {}

    EpochTimes(Path checkpoint, Configuration hadoop, InstantSource clock) {
        Path directory = new Path(checkpoint, "millrace");
        this.file = new Path(directory, NAME);
        this.files = CheckpointFileManager$.MODULE$.create(directory, hadoop);
        this.files.mkdirs(directory);
        this.clock = clock;
    }

    /** The times of a query that runs now. */
    static EpochTimes of(String query) {
        SparkSession session = SparkSession.active();
        StreamExecution running = session.sharedState().activeStreamingQueries().get(UUID.fromString(query));
        if (running == null) {
            throw ConnectorException.bug("Query " + query + " writes, but is not among those that run");
        }
        return new EpochTimes(
                new Path(running.resolvedCheckpointRoot()),
                session.sparkContext().hadoopConfiguration(),
                InstantSource.system());
    }

    /** The time of the epoch that Spark runs on this thread. */
    long current() {
        SparkContext context = SparkSession.active().sparkContext();
        return of(Long.parseLong(context.getLocalProperty(MicroBatchExecution.BATCH_ID_KEY())));
    }

    /** The time of an epoch; when it returns, the time is in the checkpoint. */
    long of(long epoch) {
        Last before = last == null ? read() : last;
        if (before.epoch() != epoch) {
            before = new Last(epoch, Math.max(clock.millis(), before.millis() + 1));
            write(before);
        }
        last = before;
        return before.millis();
    }

    private Last read() {
        if (!files.exists(file)) {
            return new Last(-1, 0);
        }
        try (FSDataInputStream in = files.open(file)) {
            JsonNode json = JSON.readTree(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            if (!json.path("epoch").isIntegralNumber() || !json.path("millis").isIntegralNumber()) {
                throw damaged(null);
            }
            return new Last(json.get("epoch").longValue(), json.get("millis").longValue());
        } catch (JsonProcessingException e) {
            throw damaged(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ConnectorException damaged(@Nullable Exception cause) {
        String message =
                "The file '" + file + "' should hold the time of the last epoch and is damaged. Remove it: the next"
                        + " epoch takes its time from the clock";
        return new ConnectorException(ConnectorException.Kind.SETTINGS, message, cause);
    }

    private void write(Last one) {
        CheckpointFileManager.CancellableFSDataOutputStream out = files.createAtomic(file, true);
        try {
            out.write(JSON.writeValueAsBytes(JSON.createObjectNode()
                    .put("version", 1)
                    .put("epoch", one.epoch())
                    .put("millis", one.millis())));
            out.close();
        } catch (IOException e) {
            out.cancel();
            throw new UncheckedIOException(e);
        }
    }
}
