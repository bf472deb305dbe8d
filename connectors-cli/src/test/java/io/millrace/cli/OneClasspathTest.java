package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.InputConnector;
import io.millrace.api.OutputConnector;
import io.millrace.spark.hosted.Hosted;
import io.millrace.testkit.server.KinesisEmulator;
import io.millrace.testkit.server.KinesisServer;
import io.millrace.testkit.server.S3Server;
import java.io.File;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/**
 * The classpath of a user who takes every connector: this module's, whose build also refuses two copies of a class. {@link BenchTest}
 * works with the clients of Kafka, Flume, HBase, MongoDB, HDFS and Kinesis in one JVM.
 */
class OneClasspathTest {
    private static final Pattern SDK =
            Pattern.compile("[/\\\\]software[/\\\\]amazon[/\\\\]awssdk[/\\\\]([^/\\\\]+)[/\\\\]([^/\\\\]+)");

    @Test
    void everyConnectorIsFound() {
        assertThat(ServiceLoader.load(InputConnector.class))
                .extracting(InputConnector::name)
                .contains("kafka", "flume", "kinesis", "x", "mongodb", "mongodb-changes", "hbase");
        assertThat(ServiceLoader.load(OutputConnector.class))
                .extracting(OutputConnector::name)
                .contains("kafka", "flume", "kinesis", "mongodb", "hbase", "dashboard");
        assertThat(Hosted.names()).contains("hdfs", "s3");
    }

    @Test
    void amazonsSdkIsThereOnceAndInParts() {
        List<MatchResult> modules =
                SDK.matcher(System.getProperty("java.class.path")).results().toList();
        assertThat(modules)
                .extracting(module -> module.group(1))
                .contains("s3", "kinesis")
                .doesNotContain("bundle");
        Set<String> versions = modules.stream().map(module -> module.group(2)).collect(Collectors.toSet());
        assertThat(versions).hasSize(1);
        assertThat(System.getProperty("java.class.path").split(File.pathSeparator))
                .noneMatch(jar -> jar.contains("aws-java-sdk"));
    }

    @Test
    void whatIsReadFromS3GoesToKinesisInOneSparkSession() throws Exception {
        System.setProperty("aws.cborEnabled", "false");
        try (S3Server s3 = S3Server.start("tables");
                KinesisServer kinesis = KinesisServer.start(KinesisEmulator.LITE);
                SparkSession spark = SparkSession.builder()
                        .master("local[2]")
                        .config("spark.ui.enabled", false)
                        .config("spark.sql.shuffle.partitions", 1)
                        .getOrCreate()) {
            kinesis.createStream("numbers", 1);
            Map<String, String> table = Map.of(
                    "connector",
                    "s3",
                    "path",
                    "s3a://tables/numbers",
                    "format",
                    "parquet",
                    "endpoint",
                    s3.endpoint().toString(),
                    "accessKey",
                    s3.accessKey(),
                    "secretKey",
                    s3.secretKey());
            Map<String, String> stream = Map.of(
                    "connector", "kinesis",
                    "streamName", "numbers",
                    "endpointUrl", kinesis.endpoint().toString(),
                    "region", "us-east-1",
                    "awsAccessKeyId", "test",
                    "awsSecretKey", "test");
            write(spark.range(1000).toDF(), table);
            write(read(spark, table).selectExpr("'k' AS key", "CAST(id AS STRING) AS value"), stream);
            assertThat(read(spark, stream)
                            .selectExpr("sum(CAST(CAST(value AS STRING) AS BIGINT))")
                            .first()
                            .getLong(0))
                    .isEqualTo(499_500);
        }
    }

    private static void write(Dataset<Row> rows, Map<String, String> options) {
        rows.write().format("millrace").options(options).mode("append").save();
    }

    private static Dataset<Row> read(SparkSession spark, Map<String, String> options) {
        return spark.read().format("millrace").options(options).load();
    }
}
