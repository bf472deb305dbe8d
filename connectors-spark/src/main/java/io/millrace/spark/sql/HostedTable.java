package io.millrace.spark.sql;

import io.millrace.spark.hosted.Hosted;
import io.millrace.spark.hosted.HostedInput;
import io.millrace.spark.hosted.HostedOutput;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.SupportsWrite;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * A hosted connector as Spark's table. It has no streaming write of its own, so that Spark asks {@link MillraceProvider} for a
 * sink that gets a {@code Dataset}, and a batch write of Spark's first kind, which gets one too.
 */
final class HostedTable implements SupportsRead, SupportsWrite {
    private final String connector;
    private final StructType schema;
    private final Transform[] partitioning;

    HostedTable(String connector, StructType schema, Transform[] partitioning) {
        this.connector = connector;
        this.schema = schema;
        this.partitioning = partitioning.clone();
    }

    /** Whether a connector of this name is hosted. */
    static boolean isHosted(String name) {
        return Hosted.input(name).isPresent() || Hosted.output(name).isPresent();
    }

    @Override
    public String name() {
        return "millrace " + connector;
    }

    @Override
    @SuppressWarnings("deprecation") // columns() is made of it
    public StructType schema() {
        return schema;
    }

    @Override
    public Transform[] partitioning() {
        return partitioning.clone();
    }

    @Override
    public Set<TableCapability> capabilities() {
        Set<TableCapability> all = EnumSet.of(TableCapability.ACCEPT_ANY_SCHEMA);
        if (Hosted.input(connector).isPresent()) {
            all.addAll(Set.of(TableCapability.BATCH_READ, TableCapability.MICRO_BATCH_READ));
        }
        if (Hosted.output(connector).isPresent()) {
            all.addAll(Set.of(TableCapability.BATCH_WRITE, TableCapability.V1_BATCH_WRITE, TableCapability.TRUNCATE));
        }
        return all;
    }

    @Override
    public ScanBuilder newScanBuilder(CaseInsensitiveStringMap given) {
        HostedInput input = Hosted.input(connector).orElseThrow();
        return input.scan(schema, SparkOptions.read(Hosted.with(input.options()), given));
    }

    @Override
    public WriteBuilder newWriteBuilder(LogicalWriteInfo info) {
        HostedOutput output = Hosted.output(connector).orElseThrow();
        List<String> partitionBy = Arrays.stream(partitioning)
                .flatMap(transform -> Arrays.stream(transform.references()))
                .map(column -> String.join(".", column.fieldNames()))
                .toList();
        return new HostedBatchWrite(
                output, SparkOptions.read(Hosted.with(output.options()), info.options()), info, partitionBy);
    }
}
