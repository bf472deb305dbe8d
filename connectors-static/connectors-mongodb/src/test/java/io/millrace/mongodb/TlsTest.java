package io.millrace.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.Columns;
import io.millrace.api.ConnectorException;
import io.millrace.api.Delivery;
import io.millrace.testkit.server.MongoServer;
import io.millrace.testkit.server.TestCertificates;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that speaks only TLS. */
class TlsTest {
    private static final Columns COLUMNS = new Columns("_id INT");

    @TempDir
    Path directory;

    @Test
    void aServerIsServedIfItsCertificateIsTrustedAndElseNot() {
        TestCertificates certificates = TestCertificates.create(directory);
        try (MongoServer server = MongoServer.startWithTls(certificates)) {
            assertThat(check(
                            server,
                            "truststore",
                            certificates.clientTrust().toString(),
                            "truststorePassword",
                            certificates.password()))
                    .isEqualTo(new Delivery.Idempotent("_id"));
            assertThatThrownBy(() -> check(server))
                    .isInstanceOf(ConnectorException.class)
                    .hasMessageContaining("certification path");
            assertThatThrownBy(() -> check(
                            server, "truststore", certificates.clientTrust().toString(), "truststorePassword", "wrong"))
                    .isInstanceOf(ConnectorException.class)
                    .hasMessageContaining("'truststorePassword'");
        }
    }

    private static Delivery check(MongoServer server, String... more) {
        var given =
                Deployment.options(server.uri(), "c", "tls", "true", "createCollection", "true", "serverTimeout", "2s");
        for (int i = 0; i < more.length; i += 2) {
            given.put(more[i], more[i + 1]);
        }
        MongoOutput output = new MongoOutput();
        return output.check(COLUMNS, output.options().read(given));
    }
}
