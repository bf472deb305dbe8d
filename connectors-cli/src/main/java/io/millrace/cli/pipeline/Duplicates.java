package io.millrace.cli.pipeline;

import io.millrace.api.ConnectorException;
import io.millrace.api.Names;
import io.millrace.cli.file.Located;
import io.millrace.cli.file.Pipeline.Deduplicate;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.plans.logical.EventTimeWatermark;

/** Rows of which several may have the same key. */
final class Duplicates {
    private Duplicates() {}

    /** The first of each key; of a stream, of those that come within its watermark. */
    static Dataset<Row> removed(Dataset<Row> rows, Deduplicate wanted) {
        List<String> columns = List.of(rows.columns());
        for (Located key : wanted.keys()) {
            if (columns.stream().noneMatch(key.text()::equalsIgnoreCase)) {
                throw ConnectorException.settings("There is no column '" + key.text() + "' in '"
                        + wanted.from().text() + "'"
                        + Names.nearest(key.text(), columns, 2)
                                .map(near -> "; did you mean '" + near + "'?")
                                .orElse("; there are " + String.join(", ", columns)));
            }
        }
        String[] keys = wanted.keys().stream().map(Located::text).toArray(String[]::new);
        if (!rows.isStreaming()) {
            return rows.dropDuplicates(keys);
        }
        boolean marked = Arrays.stream(rows.schema().fields())
                .anyMatch(field -> field.metadata().contains(EventTimeWatermark.delayKey()));
        if (!marked) {
            throw ConnectorException.settings(
                    "The keys of a stream are remembered for as long as its watermark says, and '"
                            + wanted.from().text()
                            + "' has none; give it a 'watermark' with 'column' and 'delay', and keep that column in it");
        }
        return rows.dropDuplicatesWithinWatermark(keys);
    }
}
