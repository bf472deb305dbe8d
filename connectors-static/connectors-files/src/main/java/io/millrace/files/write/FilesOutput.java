package io.millrace.files.write;

import io.millrace.api.ConnectorException;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import io.millrace.files.Storage;
import io.millrace.runtime.ReadOptions;
import io.millrace.runtime.Retry;
import io.millrace.spark.hosted.HostedOutput;
import io.millrace.spark.hosted.HostedWrite;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.DataSourceUtils;
import org.apache.spark.sql.execution.streaming.runtime.StreamExecution;
import org.apache.spark.sql.types.StructType;

/** Files of a directory as an output, for both kinds of storage. */
abstract class FilesOutput implements HostedOutput {
    private static final int MOST_OPEN = 64;
    /** The runs that are going on, for a run remembers what it has done; those that have ended leave by and by. */
    private static final Map<Run, QueryWrite> OPEN = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Run, QueryWrite> eldest) {
            return size() > MOST_OPEN;
        }
    };

    private final Storage.Kind kind;

    /** One start of a query. */
    private record Run(String query, String run, Options options) {}

    FilesOutput(Storage.Kind kind) {
        this.kind = kind;
    }

    @Override
    public String name() {
        return kind.connector();
    }

    @Override
    public OptionSet options() {
        return Storage.options(kind).and(WriteSettings.options());
    }

    @Override
    public void check(StructType schema, HostedWrite write, Options options) {
        Storage unused = Storage.of(kind, options);
        WriteSettings settings = WriteSettings.of(options);
        List<String> columns = Arrays.stream(schema.fieldNames()).toList();
        for (String name : write.partitionBy()) {
            if (columns.stream().noneMatch(name::equalsIgnoreCase)) {
                throw ConnectorException.settings("There is no column '" + name + "' to partition by; the rows have "
                        + String.join(", ", columns));
            }
        }
        if (columns.size() <= write.partitionBy().size()) {
            throw ConnectorException.settings("The rows have the columns " + String.join(", ", columns)
                    + ", and all of them are to become folders; at least one must be left for the files");
        }
        StructType stored = new StructType(Arrays.stream(schema.fields())
                .filter(field -> write.partitionBy().stream().noneMatch(field.name()::equalsIgnoreCase))
                .toArray(org.apache.spark.sql.types.StructField[]::new));
        DataSourceUtils.verifySchema(SparkWriter.format(settings.format(), session()), stored, false);
    }

    @Override
    public void write(Dataset<Row> rows, HostedWrite write, Options options) {
        open(rows.sparkSession().sparkContext(), write, options).write(rows, write);
    }

    private QueryWrite open(SparkContext context, HostedWrite write, Options options) {
        // A batch has an id of its own, also inside a streaming query's foreachBatch.
        boolean once =
                write.epoch() == 0 && !write.query().equals(context.getLocalProperty(StreamExecution.QUERY_ID_KEY()));
        if (once) {
            return open(write.query(), true, options);
        }
        String run = context.getLocalProperty(StreamExecution.RUN_ID_KEY());
        Run key = new Run(write.query(), run == null ? context.applicationId() : run, options);
        synchronized (OPEN) {
            QueryWrite known = OPEN.get(key);
            if (known != null) {
                return known;
            }
        }
        QueryWrite opened = open(write.query(), false, options);
        synchronized (OPEN) {
            OPEN.put(key, opened);
        }
        return opened;
    }

    private QueryWrite open(String query, boolean once, Options options) {
        Retry retry = new Retry(options.value(ReadOptions.RETRY_TIMEOUT), new LongAdder());
        return QueryWrite.open(Storage.of(kind, options), WriteSettings.of(options), query, once, retry, step -> {});
    }

    private static org.apache.spark.sql.classic.SparkSession session() {
        if (SparkSession.active() instanceof org.apache.spark.sql.classic.SparkSession spark) {
            return spark;
        }
        throw ConnectorException.settings(
                "Files are written by a session of the driver itself, not by Spark Connect's");
    }
}
