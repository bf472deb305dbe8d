package io.millrace.cli.pipeline;

import io.millrace.api.ConnectorException;
import java.lang.reflect.InvocationTargetException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A PipelineModel of Spark's MLlib. That is a module of its own, which every installation of Spark has and a pipeline without a
 * model does not need; so it is asked by name.
 */
final class SavedModel {
    private static final String MODEL = "org.apache.spark.ml.PipelineModel";

    private SavedModel() {}

    /** Rows with the columns that a model adds. */
    @SuppressWarnings("unchecked") // MLlib's own signature
    static Dataset<Row> apply(String path, Dataset<Row> rows) throws Exception {
        try {
            Class<?> type = Class.forName(MODEL, true, Thread.currentThread().getContextClassLoader());
            Object model = type.getMethod("load", String.class).invoke(null, path);
            return (Dataset<Row>) type.getMethod("transform", Dataset.class).invoke(model, rows);
        } catch (ClassNotFoundException e) {
            throw ConnectorException.settings(
                    "A saved model needs Spark's module spark-mllib, which is not on the classpath here; run the pipeline by the"
                            + " spark-submit of a whole Spark (--spark)",
                    e);
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw ConnectorException.settings(
                    "The model at '" + path + "' cannot be applied: " + cause.getMessage()
                            + ". It must be a PipelineModel as its save(path) wrote it, whose input columns are there",
                    cause);
        }
    }
}
