package io.millrace.spark.sql;

import io.millrace.api.Options;
import io.millrace.spark.hosted.HostedOutput;
import io.millrace.spark.hosted.HostedWrite;
import io.millrace.spark.hosted.HostedWrite.Existing;
import java.util.List;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.SupportsTruncate;
import org.apache.spark.sql.connector.write.V1Write;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.sources.InsertableRelation;

/** A batch write of a hosted connector: one epoch, 0, whose rows come as a {@code Dataset}. */
final class HostedBatchWrite implements SupportsTruncate {
    private final HostedOutput output;
    private final Options options;
    private final LogicalWriteInfo info;
    private final List<String> partitionBy;
    private Existing existing = Existing.KEPT;

    HostedBatchWrite(HostedOutput output, Options options, LogicalWriteInfo info, List<String> partitionBy) {
        this.output = output;
        this.options = options;
        this.info = info;
        this.partitionBy = partitionBy;
    }

    @Override
    public WriteBuilder truncate() {
        existing = Existing.REPLACED;
        return this;
    }

    @Override
    public V1Write build() {
        HostedWrite write = new HostedWrite(info.queryId(), 0, existing, partitionBy);
        output.check(info.schema(), write, options);
        return new V1Write() {
            /** Spark never says through the second parameter what {@link #truncate} said before. */
            @Override
            public InsertableRelation toInsertableRelation() {
                return (rows, overwrite) -> output.write(rows, write, options);
            }

            @Override
            public String description() {
                return "millrace " + output.name();
            }
        };
    }
}
