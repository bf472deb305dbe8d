package io.millrace.files.write;

import io.millrace.api.ConnectorException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.execution.SQLExecution;
import org.apache.spark.sql.execution.datasources.DataSource;
import org.apache.spark.sql.execution.datasources.FileFormat;
import org.apache.spark.sql.execution.datasources.FileFormatWriter;
import org.apache.spark.sql.execution.datasources.FileFormatWriter.OutputSpec;
import org.apache.spark.sql.execution.datasources.WriteJobStatsTracker;
import org.apache.spark.sql.execution.datasources.v2.FileDataSourceV2;
import scala.Option;
import scala.collection.immutable.Map$;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction0;

/** Spark's own writers of files, told to stage. Used on the driver. */
final class SparkWriter {
    private final Path root;
    private final WriteSettings settings;
    private final Configuration hadoop;

    SparkWriter(Path root, WriteSettings settings, Configuration hadoop) {
        this.root = root;
        this.settings = settings;
        this.hadoop = hadoop;
    }

    /**
     * Stages rows.
     *
     * @param rows evaluated once
     * @param partitionBy the columns that become folders
     * @param folder where the files will be, below the directory; may be empty
     * @param staging where they are until then, and what becomes of them if this fails
     */
    List<StagedFile> stage(
            Dataset<Row> rows,
            List<String> partitionBy,
            String folder,
            Attempt attempt,
            Staging staging,
            boolean once) {
        if (!(rows instanceof org.apache.spark.sql.classic.Dataset<Row> classic)) {
            throw ConnectorException.bug("rows of an unknown kind: " + rows.getClass());
        }
        StagingProtocol protocol = new StagingProtocol(root, attempt, folder, settings.replication(), once);
        SparkSession spark = classic.sparkSession();
        QueryExecution execution = classic.queryExecution();
        FileFormat format = format(settings.format(), spark);
        try {
            inExecution(
                    spark,
                    execution,
                    () -> FileFormatWriter.write(
                            spark,
                            execution.executedPlan(),
                            format,
                            protocol,
                            new OutputSpec(
                                    root.toString(),
                                    Map$.MODULE$.empty(),
                                    execution.analyzed().output()),
                            new Configuration(hadoop),
                            columns(execution, partitionBy),
                            Option.empty(),
                            seq(List.<WriteJobStatsTracker>of(new RowCounts())),
                            scala(settings.formatOptions()),
                            0));
        } catch (Throwable e) {
            // Spark throws checked exceptions that its methods do not declare.
            Discarding.after(e, staging, attempt, protocol.staged());
            throw e;
        }
        return protocol.staged();
    }

    /** The writer of a format; Spark finds Avro's in a jar of its own. */
    static FileFormat format(String name, SparkSession spark) {
        try {
            Class<?> found =
                    DataSource.lookupDataSource(name, spark.sessionState().conf());
            Object made = found.getDeclaredConstructor().newInstance();
            if (made instanceof FileDataSourceV2 newer) {
                made = newer.fallbackFileFormat().getDeclaredConstructor().newInstance();
            }
            return (FileFormat) made;
        } catch (ReflectiveOperationException e) {
            throw ConnectorException.settings("Spark cannot make its writer of format '" + name + "'", e);
        }
    }

    /** Spark insists that what writes files is part of an execution that its pages show; in streams and batches it is. */
    private static <T> void inExecution(SparkSession spark, QueryExecution execution, Supplier<T> body) {
        if (spark.sparkContext().getLocalProperty(SQLExecution.EXECUTION_ID_KEY()) != null) {
            T unused = body.get();
            return;
        }
        T unused = SQLExecution.withNewExecutionId(execution, Option.empty(), new AbstractFunction0<T>() {
            @Override
            public T apply() {
                return body.get();
            }
        });
    }

    private static Seq<Attribute> columns(QueryExecution execution, List<String> names) {
        List<Attribute> found = new ArrayList<>();
        List<Attribute> all = CollectionConverters.asJava(execution.analyzed().output());
        for (String name : names) {
            found.add(all.stream()
                    .filter(column -> column.name().equalsIgnoreCase(name))
                    .findFirst()
                    .orElseThrow(
                            () -> ConnectorException.settings("There is no column '" + name + "' to partition by")));
        }
        return seq(found);
    }

    private static <T> Seq<T> seq(List<T> all) {
        return CollectionConverters.asScala(all).toSeq();
    }

    private static scala.collection.immutable.Map<String, String> scala(Map<String, String> all) {
        return Map$.MODULE$.from(CollectionConverters.asScala(all));
    }
}
