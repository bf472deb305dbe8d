package io.millrace.cli.pipeline;

import io.millrace.api.ConnectorException;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A PipelineModel of Spark's MLlib, as its {@code save} wrote it. */
final class SavedModel {
    private SavedModel() {}

    /** Rows with the columns that a model adds. */
    static Dataset<Row> apply(String path, Dataset<Row> rows) {
        try {
            return PipelineModel.load(path).transform(rows);
        } catch (Exception e) {
            throw ConnectorException.settings(
                    "The model at '" + path + "' cannot be applied: " + e.getMessage()
                            + ". It must be a PipelineModel as its save(path) wrote it, and its input columns must be there",
                    e);
        }
    }
}
