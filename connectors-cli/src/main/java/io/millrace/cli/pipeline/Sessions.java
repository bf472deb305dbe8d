package io.millrace.cli.pipeline;

import io.millrace.cli.file.Pipeline;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** Spark for a pipeline: the one that spark-submit has chosen, or else one in this process. */
public final class Sessions {
    private Sessions() {}

    /** A session of a pipeline's own, with its settings. */
    public static SparkSession of(Pipeline pipeline) {
        return of(pipeline.name().text(), pipeline.spark().texts());
    }

    /** A session of its own, with settings. */
    public static SparkSession of(String name, Map<String, String> settings) {
        var builder = SparkSession.builder().appName(name);
        SparkConf given = new SparkConf();
        if (!given.contains("spark.master")) {
            builder = builder.master("local[*]").config("spark.ui.enabled", "false");
        }
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            builder = builder.config(setting.getKey(), setting.getValue());
        }
        return builder.getOrCreate().newSession();
    }
}
