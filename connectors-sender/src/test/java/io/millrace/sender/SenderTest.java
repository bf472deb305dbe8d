package io.millrace.sender;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.ConnectorException;
import io.millrace.api.Event;
import io.millrace.api.Header;
import io.millrace.api.Options;
import io.millrace.testkit.server.FreePorts;
import io.millrace.testkit.server.TestCertificates;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comes of batches that are sent to receivers. */
class SenderTest {
    @Test
    void anEventArrivesWithAllItsParts() throws Exception {
        try (Receiver receiver = Receiver.with(Map.of())) {
            Options options = options(receiver.host(), "keyHeader", "id");
            try (Sender sender = new Sender(options)) {
                Packer packer = new Packer(options);
                packer.add(Event.of(
                        new byte[] {0, -1},
                        new byte[0],
                        List.of(new Header("h", "ü".getBytes(UTF_8))),
                        17_000_999,
                        ""));
                packer.add(event("b"));
                await(sender.send(packer.pack()));
            }
            Event first = receiver.events().get(0);
            assertThat(first.key()).isEqualTo(new byte[] {0, -1});
            assertThat(first.value()).isEmpty();
            assertThat(first.timestampMicros()).isEqualTo(17_000_000);
            assertThat(first.headers()).contains(new Header("h", "ü".getBytes(UTF_8)));
            assertThat(receiver.values()).containsExactly("", "b");
            assertThat(receiver.identities()).isEmpty();
        }
    }

    @Test
    void aBatchWithAnIdentityArrivesAsSuchAndInOrder() throws Exception {
        try (Receiver receiver = Receiver.with(Map.of())) {
            Options options = options(receiver.host(), "batchSize", "3");
            try (Sender sender = new Sender(options)) {
                Packer packer = new Packer(options);
                for (int i = 0; i < 7; i++) {
                    packer.add(event("v" + i));
                    if (packer.isFull()) {
                        await(sender.send(packer.pack("s", i)));
                    }
                }
                await(sender.send(packer.pack("s", 7)));
                assertThat(packer.events()).isZero();
            }
            assertThat(receiver.values()).containsExactly("v0", "v1", "v2", "v3", "v4", "v5", "v6");
            assertThat(receiver.identities()).containsExactly("s 2 3", "s 5 3", "s 7 1");
        }
    }

    @Test
    void eventsMayHaveIdentitiesOfTheirOwn() throws Exception {
        try (Receiver receiver = Receiver.with(Map.of())) {
            Options options = options(receiver.host());
            try (Sender sender = new Sender(options)) {
                Packer packer = new Packer(options);
                packer.add(event("a"), "s", 7);
                packer.add(event("b"), "t", -1);
                packer.add(event("a"), "s", 7);
                assertThatThrownBy(() -> packer.add(event("c"))).isInstanceOf(IllegalStateException.class);
                await(sender.send(packer.pack()));
                packer.add(event("c"));
                await(sender.send(packer.pack()));
            }
            assertThat(receiver.values()).containsExactly("a", "b", "a", "c");
            assertThat(receiver.identities()).containsExactly("s 7 1", "t -1 1", "s 7 1");
        }
    }

    @Test
    void aReceiverThatIsGoneOrFailsIsPassedOver() throws Exception {
        try (Receiver failing = Receiver.with(Map.of());
                Receiver good = Receiver.with(Map.of())) {
            failing.fail(true);
            Options options = options(failing.host() + ",127.0.0.1:" + FreePorts.next() + "," + good.host());
            try (Sender sender = new Sender(options)) {
                List<CompletableFuture<Void>> all = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    all.add(sender.send(packed(options, "v" + i)));
                }
                for (CompletableFuture<Void> one : all) {
                    await(one);
                }
            }
            assertThat(good.values()).hasSize(20).doesNotHaveDuplicates();
        }
    }

    @Test
    void batchesAreSpreadOverReceivers() throws Exception {
        try (Receiver one = Receiver.with(Map.of());
                Receiver other = Receiver.with(Map.of())) {
            Options options = options(one.host() + "," + other.host());
            try (Sender sender = new Sender(options)) {
                for (int i = 0; i < 20; i++) {
                    await(sender.send(packed(options, "v" + i)));
                }
            }
            assertThat(one.values()).isNotEmpty();
            assertThat(other.values()).isNotEmpty();
        }
    }

    @Test
    void whenNobodyTakesABatchAllAreNamedWithWhatTheySaid() throws Exception {
        try (Receiver small = Receiver.with(Map.of("maxEventSize", "1k"));
                Receiver failing = Receiver.with(Map.of())) {
            failing.fail(true);
            Options options = options(small.host() + "," + failing.host(), "sendTimeout", "500ms", "connections", "1");
            try (Sender sender = new Sender(options)) {
                assertThatThrownBy(() -> await(sender.send(packed(options, "x".repeat(5_000)))))
                        .isInstanceOf(ExecutionException.class)
                        .cause()
                        .hasMessageContaining(small.host())
                        .hasMessageContaining("maxEventSize")
                        .hasMessageContaining(failing.host())
                        .hasMessageContaining("could not make the batch durable");
            }
        }
    }

    @Test
    void overTlsOnlyTrustedReceiversGetAnything(@TempDir Path directory) throws Exception {
        TestCertificates certificates = TestCertificates.create(directory);
        Map<String, String> server = Map.of(
                "ssl", "true",
                "keystore", certificates.serverKeys().toString(),
                "keystorePassword", certificates.password(),
                "clientAuth", "true",
                "truststore", certificates.serverTrust().toString(),
                "truststorePassword", certificates.password());
        try (Receiver receiver = Receiver.with(server)) {
            Options known = options(
                    receiver.host(),
                    "ssl",
                    "true",
                    "truststore",
                    certificates.clientTrust().toString(),
                    "truststorePassword",
                    certificates.password(),
                    "keystore",
                    certificates.clientKeys().toString(),
                    "keystorePassword",
                    certificates.password());
            try (Sender sender = new Sender(known)) {
                await(sender.send(packed(known, "a")));
            }
            Options stranger = options(
                    receiver.host(),
                    "sendTimeout",
                    "100ms",
                    "ssl",
                    "true",
                    "truststore",
                    certificates.serverTrust().toString(),
                    "truststorePassword",
                    certificates.password());
            try (Sender sender = new Sender(stranger)) {
                assertThatThrownBy(() -> await(sender.send(packed(stranger, "b"))))
                        .isInstanceOf(ExecutionException.class);
            }
            assertThat(receiver.values()).containsExactly("a");
        }
    }

    @Test
    void settingsThatCannotWorkAreRefusedWithTheReason() {
        assertThatThrownBy(() -> SenderOptions.read(Map.of("hosts", "nowhere", "batchsise", "1")))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("host:port")
                .hasMessageContaining("batchSize");
        assertThatThrownBy(() -> SenderOptions.read(Map.of("hosts", "h:1", "ssl", "true")))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("truststore");
    }

    @Test
    void whatHasNoPlaceInABatchIsRefused() {
        Packer packer = new Packer(options("h:1"));
        assertThatThrownBy(() -> packer.add(Event.of(null, null, List.of(), 0, "")))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("no value");
        assertThatThrownBy(() -> packer.add(Event.of(new byte[1], new byte[1], List.of(), 0, "")))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("keyHeader");
        assertThat(packer.events()).isZero();
    }

    private static Options options(String hosts, String... namesAndValues) {
        Map<String, String> given = new HashMap<>(Map.of("hosts", hosts));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            given.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return SenderOptions.read(given);
    }

    private static Parcel packed(Options options, String value) {
        Packer packer = new Packer(options);
        packer.add(event(value));
        return packer.pack();
    }

    private static Event event(String value) {
        return Event.of(null, value.getBytes(UTF_8), List.of(), 0, "");
    }

    private static void await(Future<Void> sent) throws Exception {
        sent.get(30, TimeUnit.SECONDS);
    }
}
