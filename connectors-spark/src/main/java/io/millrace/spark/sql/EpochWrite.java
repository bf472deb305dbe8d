package io.millrace.spark.sql;

import io.millrace.api.Columns;
import io.millrace.api.ConnectorException;
import io.millrace.api.Options;
import io.millrace.api.OutputConnector;
import io.millrace.api.WriteTask;
import io.millrace.runtime.Connectors;
import io.millrace.runtime.Failures;
import io.millrace.runtime.ReadOptions;
import io.millrace.runtime.WriteMetrics;
import io.millrace.runtime.WriteOptions;
import io.millrace.runtime.WriteProtocol;
import io.millrace.runtime.deadletter.DeadLetterJob;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.collection.Iterator;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * A write whose epochs somebody else numbers: the batches of a DStream. It is the same as that of a streaming query: tasks
 * write or stage, and the driver commits. Used by one thread at a time, on the driver.
 */
public final class EpochWrite implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EpochWrite.class);

    private final StructType schema;
    private final WriteJob job;
    private final WriteProtocol protocol;

    private EpochWrite(StructType schema, WriteJob job, WriteProtocol protocol) {
        this.schema = schema;
        this.job = job;
        this.protocol = protocol;
    }

    /** Refuses options that cannot work, as far as they tell by themselves. */
    public static void check(String name, Map<String, String> given) {
        Options read = options(Connectors.output(name), given);
        boolean sends = DeadLetterJob.of(read).isPresent();
        LOG.debug("The options of a write{}: {}", sends ? " with dead letters" : "", read);
    }

    private static Options options(OutputConnector connector, Map<String, String> given) {
        Map<String, String> all = new HashMap<>(given);
        all.keySet().removeIf(ReadOptions.CONNECTOR.name()::equalsIgnoreCase);
        all.put(ReadOptions.CONNECTOR.name(), connector.name());
        return WriteOptions.with(connector).read(all);
    }

    /**
     * Checks that rows of such columns can be written, before any data moves.
     *
     * @param query the write's name, the same over restarts
     */
    public static EpochWrite begin(String query, String name, StructType schema, Map<String, String> given) {
        OutputConnector connector = Connectors.output(name);
        Options options = options(connector, given);
        Columns columns = new Columns(schema.toDDL());
        WriteProtocol protocol = new WriteProtocol(query, connector, columns, options, new WriteMetrics());
        return new EpochWrite(
                schema, WriteJob.begin(query, name, schema, options.asMap(), protocol.deadLetters()), protocol);
    }

    /** The columns that it writes. */
    public StructType schema() {
        return schema;
    }

    /** Whether the output shows each epoch once. */
    public boolean isTransactional() {
        return protocol.isTransactional();
    }

    /** Writes all rows as one epoch and returns when it is committed. */
    public void write(Dataset<Row> rows, long epoch) {
        if (!(rows instanceof org.apache.spark.sql.classic.Dataset<Row> classic)) {
            throw ConnectorException.settings(
                    "Rows of a Spark Connect session cannot be written by a DStream; make them"
                            + " with the session of the driver");
        }
        RDD<InternalRow> tasks = classic.queryExecution().toRdd();
        ConcurrentSkipListMap<Integer, TaskWriter.Staged> staged = new ConcurrentSkipListMap<>();
        try {
            List<Object> partitions = new ArrayList<>(
                    IntStream.range(0, tasks.getNumPartitions()).boxed().toList());
            Seq<Object> all = CollectionConverters.asScala(partitions).toSeq();
            tasks.sparkContext()
                    .runJob(
                            tasks,
                            new Task(job, epoch),
                            all,
                            new Collect(staged),
                            ClassTag$.MODULE$.<TaskWriter.Staged>apply(TaskWriter.Staged.class));
        } catch (RuntimeException | Error e) {
            giveUp(epoch, staged, e);
            throw e;
        }
        protocol.commit(epoch, TaskWriter.Staged.all(List.copyOf(staged.values())));
    }

    private void giveUp(long epoch, Map<Integer, TaskWriter.Staged> staged, Throwable why) {
        try {
            protocol.abort(epoch, TaskWriter.Staged.all(List.copyOf(staged.values())));
        } catch (RuntimeException e) {
            LOG.warn("Discarding epoch {} failed; what it staged is left to be removed by age", epoch, e);
            why.addSuppressed(e);
        }
    }

    @Override
    public void close() {
        protocol.close();
    }

    /** Writes one partition, on an executor. */
    private static final class Task extends AbstractFunction2<TaskContext, Iterator<InternalRow>, TaskWriter.Staged>
            implements Serializable {
        private static final long serialVersionUID = 1;

        private final WriteJob job;
        /** The batch's time, which serves as the epoch's time too. */
        private final long epoch;

        Task(WriteJob job, long epoch) {
            this.job = job;
            this.epoch = epoch;
        }

        private WriteTask attempt(TaskContext task) {
            return job.attempt(epoch, task.partitionId(), task.taskAttemptId()).at(epoch);
        }

        @Override
        public TaskWriter.Staged apply(TaskContext task, Iterator<InternalRow> rows) {
            try (TaskWriter writer = new TaskWriter(job, attempt(task), false)) {
                while (rows.hasNext()) {
                    writer.write(rows.next());
                }
                return writer.commit();
            } catch (IOException e) {
                throw Failures.wrap("Writing to '" + job.connector() + "'", e);
            }
        }
    }

    /** Keeps what each task staged; Spark takes one answer per partition. */
    private static final class Collect extends AbstractFunction2<Object, TaskWriter.Staged, BoxedUnit> {
        private final Map<Integer, TaskWriter.Staged> staged;

        Collect(Map<Integer, TaskWriter.Staged> staged) {
            this.staged = staged;
        }

        @Override
        public BoxedUnit apply(Object partition, TaskWriter.Staged told) {
            staged.put((Integer) partition, told);
            return BoxedUnit.UNIT;
        }
    }
}
