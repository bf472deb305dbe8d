package io.millrace.spark.sql;

import io.millrace.api.ConnectorException;
import io.millrace.api.Options;
import io.millrace.spark.hosted.HostedOutput;
import io.millrace.spark.hosted.HostedWrite;
import io.millrace.spark.hosted.HostedWrite.Existing;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.execution.streaming.Sink;
import org.apache.spark.sql.execution.streaming.runtime.StreamExecution;

/** A hosted connector as the sink of a streaming query. Called by the query's thread. */
final class HostedSink implements Sink {
    private final HostedOutput output;
    private final Options options;
    private final Existing existing;
    private final List<String> partitionBy;
    private boolean checked;

    HostedSink(HostedOutput output, Options options, Existing existing, List<String> partitionBy) {
        this.output = output;
        this.options = options;
        this.existing = existing;
        this.partitionBy = partitionBy;
    }

    @Override
    public String name() {
        return "millrace " + output.name();
    }

    /**
     * Writes one micro-batch. The rows that Spark gives here can be asked for once, and only as they are; as a batch made of
     * them they can be filtered, sorted and written like any others.
     */
    @Override
    public void addBatch(long epoch, Dataset<Row> given) {
        if (!(given instanceof org.apache.spark.sql.classic.Dataset<Row> micro)) {
            throw ConnectorException.bug("Spark handed a sink rows of an unknown kind: " + given.getClass());
        }
        Dataset<Row> rows = micro.sparkSession()
                .internalCreateDataFrame(micro.queryExecution().toRdd(), micro.schema(), false);
        HostedWrite write = new HostedWrite(query(micro), epoch, existing, partitionBy);
        if (!checked) {
            output.check(rows.schema(), write, options);
            checked = true;
        }
        output.write(rows, write, options);
    }

    private static String query(org.apache.spark.sql.classic.Dataset<Row> rows) {
        String id = rows.sparkSession().sparkContext().getLocalProperty(StreamExecution.QUERY_ID_KEY());
        if (id == null) {
            throw ConnectorException.bug("Spark did not say which query a micro-batch belongs to");
        }
        return id;
    }
}
