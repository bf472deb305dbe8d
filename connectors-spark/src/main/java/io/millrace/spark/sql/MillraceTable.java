package io.millrace.spark.sql;

import io.millrace.runtime.WriteMetrics;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.SupportsWrite;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.read.streaming.ReportsSinkMetrics;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** One connector as Spark's table. Its name never shows an option, because options may hold secrets. */
final class MillraceTable implements SupportsRead, SupportsWrite, ReportsSinkMetrics {
    private final String connector;
    private final StructType schema;
    private final WriteMetrics writes = new WriteMetrics();
    private final LastWrite lastWrite = new LastWrite();

    MillraceTable(String connector, StructType schema) {
        this.connector = connector;
        this.schema = schema;
        QueryBeans.install();
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
    public Set<TableCapability> capabilities() {
        return Set.of(
                TableCapability.BATCH_READ,
                TableCapability.MICRO_BATCH_READ,
                TableCapability.BATCH_WRITE,
                TableCapability.STREAMING_WRITE,
                TableCapability.ACCEPT_ANY_SCHEMA);
    }

    @Override
    public ScanBuilder newScanBuilder(CaseInsensitiveStringMap given) {
        return StoreSource.isStore(connector)
                ? new StoreScanBuilder(StoreSource.of(connector, given).with(schema))
                : new LogScanBuilder(connector, given, schema);
    }

    @Override
    public WriteBuilder newWriteBuilder(LogicalWriteInfo info) {
        return new OutputWriteBuilder(connector, info, writes, lastWrite);
    }

    /** What the progress of a query shows of its sink. */
    @Override
    public Map<String, String> metrics() {
        return Map.of(
                "commits", Long.toString(writes.commits().sum()),
                "commitRetries", Long.toString(writes.retries().sum()),
                "lastCommitMillis", Long.toString(writes.lastCommitMillis().get()),
                "deadLetters", Long.toString(writes.deadLetters().sum()));
    }
}
