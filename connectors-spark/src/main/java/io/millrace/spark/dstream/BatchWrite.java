package io.millrace.spark.dstream;

import io.millrace.api.ConnectorException;
import io.millrace.runtime.DStreamOptions;
import io.millrace.spark.sql.EpochWrite;
import io.millrace.spark.sql.HostedEpochs;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.streaming.Time;
import org.jspecify.annotations.Nullable;

/**
 * Writes each batch of a DStream as an epoch, whose number is the batch's time. Spark keeps it in its checkpoint, and with it
 * the name of the write. Once an epoch has failed, the later ones of this run fail too, and Spark gets no further checkpoint:
 * after a recovery the failed batch is run again, and an output may rely on it that epochs come in their order.
 *
 * @param <T> the elements of the stream
 */
public final class BatchWrite<T> implements VoidFunction2<JavaRDD<T>, Time> {
    private static final long serialVersionUID = 1;

    private final String connector;
    private final String query;
    private final TreeMap<String, String> options;
    private final Function<JavaRDD<T>, Dataset<Row>> rows;
    private transient @Nullable EpochWrite open;
    private transient volatile long failed;

    /** A write. The options are checked at once, the columns with the first batch. */
    public BatchWrite(String connector, Map<String, String> given, Function<JavaRDD<T>, Dataset<Row>> rows) {
        this.connector = connector;
        this.rows = rows;
        Map<String, String> ours = new TreeMap<>(given);
        ours.keySet().removeIf(name -> !name.equalsIgnoreCase(DStreamOptions.QUERY_NAME.name()));
        this.query = DStreamOptions.writing()
                .read(ours)
                .find(DStreamOptions.QUERY_NAME)
                .orElseGet(() -> UUID.randomUUID().toString());
        this.options = new TreeMap<>(Faces.kept(Faces.without(DStreamOptions.QUERY_NAME.name(), given)));
        if (HostedEpochs.of(query, connector, options).isEmpty()) {
            if (options.keySet().stream().anyMatch(DStreamOptions.PARTITION_BY.name()::equalsIgnoreCase)) {
                throw ConnectorException.settings("Option '" + DStreamOptions.PARTITION_BY.name()
                        + "' makes folders of columns, and output '" + connector + "' writes no files; leave it out");
            }
            EpochWrite.check(connector, options);
        }
    }

    @Override
    public synchronized void call(JavaRDD<T> batch, Time time) throws Exception {
        if (failed != 0) {
            throw ConnectorException.settings(
                    "Epoch " + time.milliseconds() + " is not written, because epoch " + failed
                            + " before it failed, and epochs must come in their order. Stop the stream and start it again from its"
                            + " checkpoint: both are written then");
        }
        try {
            Dataset<Row> data = rows.call(batch);
            Optional<HostedEpochs> hosted = HostedEpochs.of(query, connector, options);
            if (hosted.isPresent()) {
                demandOrder(batch);
                hosted.get().write(data, time.milliseconds());
            } else {
                write(data, batch).write(data, time.milliseconds());
            }
        } catch (Exception e) {
            failed = time.milliseconds();
            throw e;
        }
    }

    /**
     * Refuses to be in a checkpoint behind an epoch that failed. Spark takes a batch for ended when its last output operation
     * has succeeded, so that a recovery would leave the failed one out.
     */
    private void writeObject(ObjectOutputStream out) throws IOException {
        if (failed != 0) {
            throw new IOException(
                    "No checkpoint is written behind epoch " + failed + ", which could not be written to '" + connector
                            + "'. Stop the stream and start it again from its checkpoint");
        }
        out.defaultWriteObject();
    }

    /** The write of this run; another one if the columns have changed. */
    private EpochWrite write(Dataset<Row> data, JavaRDD<T> batch) {
        EpochWrite now = open;
        if (now != null && now.schema().equals(data.schema())) {
            return now;
        }
        if (now != null) {
            now.close();
        }
        now = EpochWrite.begin(query, connector, data.schema(), options);
        if (now.isTransactional()) {
            try {
                demandOrder(batch);
            } catch (ConnectorException e) {
                now.close();
                throw e;
            }
        }
        open = now;
        return now;
    }

    private void demandOrder(JavaRDD<T> batch) {
        if (batch.context().getConf().getInt("spark.streaming.concurrentJobs", 1) > 1) {
            throw ConnectorException.settings(
                    "Output '" + connector + "' is transactional and takes epochs in their order,"
                            + " but spark.streaming.concurrentJobs lets batches run side by side; leave that setting at 1");
        }
    }
}
