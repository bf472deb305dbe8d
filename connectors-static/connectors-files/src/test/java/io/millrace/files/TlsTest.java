package io.millrace.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.ConnectorException;
import io.millrace.testkit.server.S3Server;
import io.millrace.testkit.server.TestCertificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store of S3's protocol that speaks TLS alone, with a certificate that no JVM trusts by itself. */
class TlsTest {
    @TempDir
    private static Path work;

    private static TestCertificates certificates;
    private static S3Server s3;
    private static SparkSession spark;

    @BeforeAll
    static void start() throws Exception {
        certificates = TestCertificates.create(Files.createDirectories(work.resolve("ours")));
        s3 = S3Server.start(certificates, "private", "untrusted");
        spark = Sparks.session(Map.of());
    }

    @AfterAll
    static void stop() {
        spark.stop();
        s3.close();
    }

    @Test
    void aStoreOfAPrivateAuthorityIsWrittenAndRead() throws Exception {
        Map<String, String> options = options("private", certificates.clientTrust());
        Files.writeString(work.resolve("password"), certificates.password());
        options.put("truststorePassword", "file:" + work.resolve("password"));
        spark.range(5)
                .selectExpr("cast(id as string) as value")
                .write()
                .format("millrace")
                .option("connector", "s3")
                .options(options)
                .mode(SaveMode.Append)
                .save();
        options.put("schema", "value STRING");
        assertThat(Sparks.texts(Sparks.batch(spark, "s3", options))).containsExactly("0", "1", "2", "3", "4");
        // To archive a file is to copy it, which is another client's work.
        options.putAll(Map.of("cleanSource", "archive", "archiveDir", "s3a://private/archive", "maxFiles", "1"));
        List<List<String>> batches =
                Sparks.availableNow(Sparks.stream(spark, "s3", options).load(), work.resolve("checkpoint"));
        assertThat(batches.stream().flatMap(List::stream)).containsExactlyInAnyOrder("0", "1", "2", "3", "4");
        options = new TreeMap<>(options);
        options.keySet().removeAll(List.of("cleanSource", "archiveDir", "maxFiles"));
        options.put("path", "s3a://private/archive");
        assertThat(Sparks.texts(Sparks.batch(spark, "s3", options))).isNotEmpty();
    }

    @Test
    void aCertificateThatIsNotTrustedIsToldAtOnceWithTheRemedy() {
        TestCertificates others = TestCertificates.create(work);
        Map<String, String> wrong = options("untrusted", others.clientTrust());
        wrong.put("truststorePassword", others.password());
        assertThatThrownBy(() -> Sparks.batch(spark, "s3", wrong))
                .hasStackTraceContaining("The certificate of '" + s3.endpoint() + "' is not trusted")
                .hasStackTraceContaining("must hold the certificate of the authority");

        Map<String, String> none = options("untrusted", others.clientTrust());
        none.remove("truststore");
        assertThatThrownBy(() -> Sparks.batch(spark, "s3", none))
                .hasStackTraceContaining("is not trusted")
                .hasStackTraceContaining("in option 'truststore'");
        assertThatThrownBy(() -> spark.range(1)
                        .write()
                        .format("millrace")
                        .option("connector", "s3")
                        .options(none)
                        .option("format", "json")
                        .mode(SaveMode.Append)
                        .save())
                .hasStackTraceContaining("in option 'truststore'");
    }

    @Test
    void aTrustStoreThatCannotBeUsedIsToldAndItsPasswordNotShown() {
        Map<String, String> options = options("untrusted", certificates.clientTrust());
        options.put("truststorePassword", "mistaken");
        assertThatThrownBy(() -> Sparks.batch(spark, "s3", options))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("The trust store '" + certificates.clientTrust())
                .hasMessageContaining("'truststorePassword' opens it")
                .hasMessageNotContaining("mistaken");
        options.put("truststore", work.resolve("nowhere").toString());
        assertThatThrownBy(() -> Sparks.batch(spark, "s3", options))
                .hasStackTraceContaining("The trust store '" + work.resolve("nowhere"));
    }

    @Test
    void aTrustStoreWithoutTlsOfAStoreOfOnesOwnIsRefused() {
        Map<String, String> options = options("untrusted", certificates.clientTrust());
        options.put("endpoint", "http://127.0.0.1:1");
        assertThatThrownBy(() -> Sparks.batch(spark, "s3", options)).hasStackTraceContaining("beginning with https://");
        options.remove("truststore");
        options.put("truststorePassword", "any");
        assertThatThrownBy(() -> Sparks.batch(spark, "s3", options)).hasStackTraceContaining("'truststore' names none");
    }

    private static Map<String, String> options(String bucket, Path truststore) {
        Map<String, String> options = new TreeMap<>();
        options.put("path", "s3a://" + bucket + "/rows");
        options.put("format", "text");
        options.put("endpoint", s3.endpoint().toString());
        options.put("accessKey", s3.accessKey());
        options.put("secretKey", s3.secretKey());
        options.put("truststore", truststore.toString());
        options.put("hadoop.fs.s3a.buffer.dir", work.resolve("buffers").toString());
        return options;
    }
}
