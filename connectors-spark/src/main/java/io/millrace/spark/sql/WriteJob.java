package io.millrace.spark.sql;

import io.millrace.api.Columns;
import io.millrace.api.Options;
import io.millrace.api.OutputConnector;
import io.millrace.api.WriteTask;
import io.millrace.runtime.Connectors;
import io.millrace.runtime.WriteOptions;
import io.millrace.runtime.deadletter.DeadLetterJob;
import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * What an executor needs to write.
 *
 * @param query the query's id
 * @param run tells this run of the query from those before: Spark counts its tasks anew in each
 * @param connector the connector's name
 * @param schema the columns of the rows
 * @param options the options as text, references to secrets unresolved
 * @param letters where rows go that the output refuses; null if nobody asked for that
 */
record WriteJob(
        String query,
        int run,
        String connector,
        StructType schema,
        Map<String, String> options,
        @Nullable DeadLetterJob letters)
        implements Serializable {
    WriteJob {
        options = new TreeMap<>(options);
    }

    /** A write of a run that begins now. */
    static WriteJob begin(
            String query,
            String connector,
            StructType schema,
            Map<String, String> options,
            @Nullable DeadLetterJob letters) {
        int run = ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE);
        return new WriteJob(query, run, connector, schema, options, letters);
    }

    /** An attempt of a task, which nothing else that ever wrote for this epoch is taken for. */
    WriteTask attempt(long epoch, int partition, long taskId) {
        return new WriteTask(query, epoch, partition, ((long) run << Integer.SIZE) | (taskId & 0xffff_ffffL));
    }

    OutputConnector output() {
        return Connectors.output(connector);
    }

    Options parsedOptions() {
        return WriteOptions.with(output()).read(options);
    }

    Columns columns() {
        return new Columns(schema.toDDL());
    }
}
