package io.millrace.spark.sql;

import io.millrace.api.ConnectorException;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import io.millrace.runtime.DStreamOptions;
import io.millrace.runtime.ReadOptions;
import io.millrace.spark.hosted.Hosted;
import io.millrace.spark.hosted.HostedOutput;
import io.millrace.spark.hosted.HostedWrite;
import io.millrace.spark.hosted.HostedWrite.Existing;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The batches of a DStream, written by a hosted connector, each as an epoch. Used by one thread at a time, on the driver. */
public final class HostedEpochs {
    private final String query;
    private final HostedOutput output;
    private final Options options;

    private HostedEpochs(String query, HostedOutput output, Options options) {
        this.query = query;
        this.output = output;
        this.options = options;
    }

    /**
     * A write by the hosted connector of this name; empty if there is none.
     *
     * @param query the write's name, the same over restarts
     * @param given the options of the connector, and {@code partitionBy}
     * @throws ConnectorException with kind {@code SETTINGS} if the options are wrong
     */
    public static Optional<HostedEpochs> of(String query, String connector, Map<String, String> given) {
        return Hosted.output(connector).map(output -> {
            Map<String, String> all = new HashMap<>(given);
            all.keySet().removeIf(ReadOptions.CONNECTOR.name()::equalsIgnoreCase);
            all.put(ReadOptions.CONNECTOR.name(), connector);
            Options options = Hosted.with(output.options())
                    .and(OptionSet.of(DStreamOptions.PARTITION_BY))
                    .read(all);
            return new HostedEpochs(query, output, options);
        });
    }

    /** Writes all rows as one epoch. */
    public void write(Dataset<Row> rows, long epoch) {
        List<String> partitionBy = options.find(DStreamOptions.PARTITION_BY).orElse(List.of());
        HostedWrite write = new HostedWrite(query, epoch, Existing.KEPT, partitionBy);
        output.check(rows.schema(), write, options);
        output.write(rows, write, options);
    }
}
