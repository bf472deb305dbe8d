package io.millrace.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.Columns;
import io.millrace.api.ConnectorException;
import io.millrace.api.Delivery;
import io.millrace.testkit.server.MongoServer;
import io.millrace.testkit.server.TestCertificates;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that speaks only TLS. */
class TlsTest {
    private static final Columns COLUMNS = new Columns("_id INT");

    @TempDir
    static Path directory;

    private static TestCertificates certificates;

    @BeforeAll
    static void make() {
        certificates = TestCertificates.create(directory);
    }

    @Test
    void aServerIsServedIfItsCertificateIsTrustedAndElseNot() {
        try (MongoServer server = MongoServer.startWithTls(certificates)) {
            assertThat(check(
                            server.uri(),
                            "truststore",
                            certificates.clientTrust().toString(),
                            "truststorePassword",
                            certificates.password()))
                    .isEqualTo(new Delivery.Idempotent("_id"));
            assertThatThrownBy(() -> check(server.uri()))
                    .isInstanceOf(ConnectorException.class)
                    .hasMessageContaining("certification path");
            assertThatThrownBy(() -> check(
                            server.uri(),
                            "truststore",
                            certificates.clientTrust().toString(),
                            "truststorePassword",
                            "wrong"))
                    .isInstanceOf(ConnectorException.class)
                    .hasMessageContaining("'truststorePassword'");
        }
    }

    @Test
    void aCertificateIsShownToAServerThatAsksForOne() throws Exception {
        String[] trust = {
            "truststore", certificates.clientTrust().toString(), "truststorePassword", certificates.password()
        };
        try (MongoServer server = MongoServer.startInMemory();
                TlsGate gate = new TlsGate(certificates, server.port())) {
            assertThat(check(
                            gate.uri(),
                            trust[0],
                            trust[1],
                            trust[2],
                            trust[3],
                            "keystore",
                            certificates.clientKeys().toString(),
                            "keystorePassword",
                            certificates.password()))
                    .isEqualTo(new Delivery.Idempotent("_id"));
            assertThatThrownBy(() -> check(gate.uri(), trust)).isInstanceOf(ConnectorException.class);
        }
    }

    private static Delivery check(String uri, String... more) {
        var given = Deployment.options(uri, "c", "tls", "true", "createCollection", "true", "serverTimeout", "2s");
        for (int i = 0; i < more.length; i += 2) {
            given.put(more[i], more[i + 1]);
        }
        MongoOutput output = new MongoOutput();
        return output.check(COLUMNS, output.options().read(given));
    }
}
