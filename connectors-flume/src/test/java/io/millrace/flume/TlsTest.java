package io.millrace.flume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.api.ConnectorException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** TLS and compression on the way in. */
class TlsTest {
    private static final Map<String, String> DEFLATE = Map.of("compression-type", "deflate");

    @TempDir
    static Path directory;

    private static Stores stores;

    @BeforeAll
    static void makeStores() {
        stores = Stores.in(directory);
    }

    @ParameterizedTest
    @EnumSource
    void eventsComeOverTls(Protocol protocol) throws IOException {
        arrive(protocol, stores.server(), stores.client());
    }

    @Test
    void eventsComeDeflated() throws IOException {
        arrive(Protocol.AVRO, DEFLATE, DEFLATE);
    }

    @Test
    void eventsComeDeflatedOverTls() throws IOException {
        arrive(Protocol.AVRO, both(stores.server(), DEFLATE), both(stores.client(), DEFLATE));
    }

    @ParameterizedTest
    @EnumSource
    void aPlainSenderIsNotServedAtATlsPort(Protocol protocol) throws IOException {
        try (Taken taken = start(protocol, stores.server())) {
            assertThatThrownBy(() -> send(taken, protocol, Map.of("request-timeout", "3000")))
                    .isInstanceOf(IOException.class);
            assertThat(taken.values()).isEmpty();
            // It is counted when the connection is closed here, which the sender may see first.
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> taken.intake().refusals().count(Refusals.Reason.MALFORMED) > 0);
        }
    }

    @Test
    void aTlsSenderIsNotServedAtAPlainPort() {
        try (Taken taken = start(Protocol.AVRO, Map.of())) {
            assertThatThrownBy(
                            () -> send(taken, Protocol.AVRO, both(stores.client(), Map.of("request-timeout", "3000"))))
                    .isInstanceOf(IOException.class);
            assertThat(taken.values()).isEmpty();
        }
    }

    @Test
    void asksForACertificateIfTold() throws Exception {
        try (Taken taken = start(Protocol.AVRO, stores.mutual())) {
            assertThatThrownBy(
                            () -> send(taken, Protocol.AVRO, both(stores.client(), Map.of("request-timeout", "3000"))))
                    .isInstanceOf(IOException.class);
            assertThat(taken.values()).isEmpty();

            URI address = URI.create(taken.address(Protocol.AVRO));
            try (SSLSocket socket = (SSLSocket)
                    withCertificate().getSocketFactory().createSocket(address.getHost(), address.getPort())) {
                socket.getOutputStream().write(Wires.frame(Protocol.AVRO, Texts.events("certified", 0, 1)));
                assertThat(socket.getInputStream().read())
                        .as("the answer's first byte")
                        .isZero();
            }
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(taken.values()).containsExactly("certified0"));
        }
    }

    @Test
    void aZipBombIsRefusedWithinTheMemory() throws Exception {
        try (Taken taken =
                start(Protocol.AVRO, both(DEFLATE, Map.of("maxBatchBytes", "1m", "maxWaitingBytes", "4m")))) {
            assertThatThrownBy(() -> {
                        try (Client client = Client.to(taken.address(Protocol.AVRO), DEFLATE)) {
                            client.send(List.of(Texts.event("0".repeat(20 << 20))));
                        }
                    })
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("maxBatchBytes");
            assertThat(taken.intake().waitingBytes()).isZero();
        }
    }

    @Test
    void storesThatCannotBeOpenedAreToldAtTheStart() {
        Map<String, String> wrong = both(stores.server(), Map.of("keystorePassword", "not-this-one"));
        assertThatThrownBy(() -> start(Protocol.AVRO, wrong))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("keystore")
                .hasMessageNotContaining("not-this-one");
        assertThatThrownBy(() -> start(Protocol.AVRO, both(stores.server(), Map.of("keystore", "/no/such/file"))))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("/no/such/file");
        assertThatThrownBy(() -> start(Protocol.AVRO, Map.of("ssl", "true")))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("keystore");
    }

    private static void arrive(Protocol protocol, Map<String, String> options, Map<String, String> settings)
            throws IOException {
        try (Taken taken = start(protocol, options)) {
            send(taken, protocol, settings);
            assertThat(taken.values()).hasSize(3_000).startsWith("e0", "e1").endsWith("e2999");
        }
    }

    private static void send(Taken taken, Protocol protocol, Map<String, String> settings) throws IOException {
        try (Client client = Client.to(taken.address(protocol), settings)) {
            for (int i = 0; i < 3; i++) {
                client.send(Texts.events("e", 1_000 * i, 1_000 * i + 1_000));
            }
        }
    }

    private static Taken start(Protocol protocol, Map<String, String> options) {
        return Taken.with(both(Map.of("listen", protocol.word() + "://127.0.0.1:0"), options));
    }

    private static Map<String, String> both(Map<String, String> some, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(some);
        all.putAll(more);
        return all;
    }

    private static SSLContext withCertificate() throws Exception {
        char[] password = stores.certificates().password().toCharArray();
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(KeyStore.getInstance(stores.certificates().clientKeys().toFile(), password), password);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(KeyStore.getInstance(stores.certificates().clientTrust().toFile(), password));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
