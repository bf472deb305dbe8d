package io.millrace.files;

import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.connector.expressions.aggregate.Aggregation;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.SupportsPushDownAggregates;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.execution.datasources.v2.FileScan;
import org.apache.spark.sql.execution.datasources.v2.FileScanBuilder;
import org.apache.spark.sql.internal.connector.SupportsPushDownCatalystFilters;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.Seq;

/**
 * Hands all that Spark pushes down to Spark's own reader of the files. Only a batch has anything pushed down; a stream asks for
 * its scan at once, and then nothing is listed here.
 */
final class FilesScanBuilder
        implements SupportsPushDownRequiredColumns, SupportsPushDownCatalystFilters, SupportsPushDownAggregates {
    private final Source source;
    private final StructType schema;
    private @Nullable FileScanBuilder reader;

    FilesScanBuilder(Source source, StructType schema) {
        this.source = source;
        this.schema = schema;
    }

    @Override
    public void pruneColumns(StructType required) {
        reader().pruneColumns(required);
    }

    @Override
    public Seq<Expression> pushFilters(Seq<Expression> filters) {
        return reader().pushFilters(filters);
    }

    @Override
    public Predicate[] pushedFilters() {
        return reader().pushedFilters();
    }

    @Override
    public boolean supportCompletePushDown(Aggregation aggregation) {
        return reader() instanceof SupportsPushDownAggregates able && able.supportCompletePushDown(aggregation);
    }

    @Override
    public boolean pushAggregation(Aggregation aggregation) {
        return reader() instanceof SupportsPushDownAggregates able && able.pushAggregation(aggregation);
    }

    @Override
    public Scan build() {
        FileScanBuilder started = reader;
        return new FilesScan(source, schema, started == null ? null : (FileScan) started.build());
    }

    private FileScanBuilder reader() {
        FileScanBuilder known = reader;
        if (known == null) {
            known = source.reader(source.list(), schema);
            reader = known;
        }
        return known;
    }
}
