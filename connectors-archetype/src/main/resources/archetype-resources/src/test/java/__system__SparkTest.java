package ${package};

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users do: Spark writes by the output and reads by the input. */
class ${system}SparkTest {
    @TempDir
    Path folder;

    @Test
    void whatSparkWritesItReads() {
        SparkSession spark = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", false)
                .getOrCreate();
        spark.createDataset(List.of("one", "two", "three"), Encoders.STRING())
                .toDF("value")
                .write()
                .format("millrace")
                .option("connector", "${system.toLowerCase()}")
                .option("path", folder.toString())
                .option("file", "numbers.txt")
                .mode("append")
                .save();

        Dataset<Row> events = spark.read()
                .format("millrace")
                .option("connector", "${system.toLowerCase()}")
                .option("path", folder.toString())
                .load()
                .selectExpr("partition", "position", "CAST(value AS STRING) AS value");

        assertThat(events.select("value").as(Encoders.STRING()).collectAsList())
                .containsExactlyInAnyOrder("one", "two", "three");
    }
}
