package io.millrace.files;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.avro.AvroFileFormat;
import org.apache.spark.sql.execution.datasources.PartitioningAwareFileIndex;
import org.apache.spark.sql.execution.datasources.csv.CSVFileFormat;
import org.apache.spark.sql.execution.datasources.json.JsonFileFormat;
import org.apache.spark.sql.execution.datasources.orc.OrcFileFormat;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat;
import org.apache.spark.sql.execution.datasources.text.TextFileFormat;
import org.apache.spark.sql.execution.datasources.v2.FileScanBuilder;
import org.apache.spark.sql.execution.datasources.v2.FileTable;
import org.apache.spark.sql.execution.datasources.v2.csv.CSVScanBuilder;
import org.apache.spark.sql.execution.datasources.v2.csv.CSVTable;
import org.apache.spark.sql.execution.datasources.v2.json.JsonScanBuilder;
import org.apache.spark.sql.execution.datasources.v2.json.JsonTable;
import org.apache.spark.sql.execution.datasources.v2.orc.OrcScanBuilder;
import org.apache.spark.sql.execution.datasources.v2.orc.OrcTable;
import org.apache.spark.sql.execution.datasources.v2.parquet.ParquetScanBuilder;
import org.apache.spark.sql.execution.datasources.v2.parquet.ParquetTable;
import org.apache.spark.sql.execution.datasources.v2.text.TextScanBuilder;
import org.apache.spark.sql.execution.datasources.v2.text.TextTable;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.apache.spark.sql.v2.avro.AvroScanBuilder;
import org.apache.spark.sql.v2.avro.AvroTable;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.OptionConverters;

/** What files hold, and Spark's own reader of it. */
@SuppressWarnings("ImmutableEnumChecker") // references to constructors hold nothing
enum Format {
    PARQUET(
            (spark, given) ->
                    new ParquetTable("parquet", spark, given, nowhere(), Option.empty(), ParquetFileFormat.class),
            ParquetScanBuilder::new),
    ORC(
            (spark, given) -> new OrcTable("orc", spark, given, nowhere(), Option.empty(), OrcFileFormat.class),
            OrcScanBuilder::new),
    AVRO(
            (spark, given) -> new AvroTable("avro", spark, given, nowhere(), Option.empty(), AvroFileFormat.class),
            AvroScanBuilder::new),
    JSON(
            (spark, given) -> new JsonTable("json", spark, given, nowhere(), Option.empty(), JsonFileFormat.class),
            JsonScanBuilder::new),
    CSV(
            (spark, given) -> new CSVTable("csv", spark, given, nowhere(), Option.empty(), CSVFileFormat.class),
            CSVScanBuilder::new),
    TEXT(
            (spark, given) -> new TextTable("text", spark, given, nowhere(), Option.empty(), TextFileFormat.class),
            TextScanBuilder::new);

    private final Tables tables;
    private final Builders builders;

    Format(Tables tables, Builders builders) {
        this.tables = tables;
        this.builders = builders;
    }

    /** The columns that the files hold, or empty if they do not tell. */
    Optional<StructType> infer(SparkSession spark, CaseInsensitiveStringMap options, List<FileStatus> files) {
        return OptionConverters.toJava(tables.make(spark, options)
                .inferSchema(CollectionConverters.asScala(files).toSeq()));
    }

    /** The columns of which files of this format hold no values, with their types. */
    List<String> unsupported(SparkSession spark, CaseInsensitiveStringMap options, StructType schema) {
        FileTable table = tables.make(spark, options);
        return Arrays.stream(schema.fields())
                .filter(field -> !table.supportsDataType(field.dataType()))
                .map(StructField::toDDL)
                .toList();
    }

    /** Spark's reader of the files. */
    Builders reader() {
        return builders;
    }

    private static Seq<String> nowhere() {
        return CollectionConverters.asScala(List.<String>of()).toSeq();
    }

    /** Makes Spark's table of files, which knows how to infer a schema. */
    private interface Tables {
        FileTable make(SparkSession spark, CaseInsensitiveStringMap options);
    }

    /** Makes Spark's reader of files. */
    interface Builders {
        FileScanBuilder make(
                SparkSession spark,
                PartitioningAwareFileIndex files,
                StructType schema,
                StructType dataSchema,
                CaseInsensitiveStringMap options);
    }
}
