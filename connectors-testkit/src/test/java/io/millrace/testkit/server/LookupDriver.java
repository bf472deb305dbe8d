package io.millrace.testkit.server;

import io.millrace.spark.Millrace;
import io.millrace.spark.lookup.LookupFigures;
import io.millrace.spark.lookup.StoreLookup;
import java.io.IOException;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A driver that joins numbers with their squares, and tells what came of it. Its settings are system properties. */
final class LookupDriver {
    private LookupDriver() {}

    public static void main(String[] args) throws IOException {
        try (SparkSession spark = SparkSession.builder().appName("look-up").getOrCreate()) {
            StoreLookup squares = Millrace.lookup(spark, "squares", Map.of("lookup.keys", "n"));
            Dataset<Row> joined =
                    squares.join(spark.range(0, 2_000).repartition(8).selectExpr("id", "id % 500 AS key"), "key");
            long right = joined.where("square = key * key").count();
            long executors = joined.select("executor").distinct().count();
            LookupFigures figures = squares.figures();
            System.out.println("joined " + right + " rows on " + executors + " executors, counted "
                    + (figures.rows() >= 4_000 && figures.keys() <= 1_000));
        }
    }
}
