package io.millrace.flume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.ConnectorException;
import io.millrace.testkit.server.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where a receiver listens, and to whom. */
class ListenTest {
    @Test
    void aNetworkChoosesTheAddress() throws IOException {
        try (Taken taken = start(Map.of("bind", "127.0.0.0/8", "port", "0"))) {
            assertThat(taken.intake().addresses()).hasSize(1).allMatch(address -> address.startsWith("avro://127."));
            assertServes(taken, Protocol.AVRO);
        }
    }

    @Test
    void theAddressOfAnInterfaceIsFoundByItsNetwork() throws IOException {
        InetAddress outside = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && address.getAddress().length == 4)
                .findFirst()
                .orElseGet(InetAddress::getLoopbackAddress);
        String network = outside.getHostAddress() + "/30";
        try (Taken taken = start(Map.of("bind", network, "port", "0"))) {
            assertThat(URI.create(taken.address(Protocol.AVRO)).getHost()).isEqualTo(outside.getHostAddress());
            assertServes(taken, Protocol.AVRO);
        }
    }

    @Test
    void aNetworkInWhichThisMachineIsNotIsRefusedWithItsAddresses() {
        assertThatThrownBy(() -> start(Map.of("bind", "198.51.100.0/24", "port", "0")))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("198.51.100.0/24")
                .hasMessageContaining("127.0.0.1");
    }

    @Test
    void ofARangeTheFirstFreePortIsTaken() throws IOException {
        int first = consecutive();
        String range = first + "-" + (first + 1);
        try (Taken one = start(Map.of("port", range));
                Taken other = start(Map.of("port", range))) {
            assertThat(one.intake().addresses()).containsExactly("avro://127.0.0.1:" + first);
            assertThat(other.intake().addresses()).containsExactly("avro://127.0.0.1:" + (first + 1));
            assertServes(other, Protocol.AVRO);
            assertThatThrownBy(() -> start(Map.of("port", range)))
                    .isInstanceOf(ConnectorException.class)
                    .hasMessageContaining(range);
        }
    }

    @Test
    void severalDoorsOfBothKinds() throws IOException {
        try (Taken taken = start(Map.of("listen", "avro://127.0.0.1:0, thrift://127.0.0.0/8:0,avro://localhost:0"))) {
            assertThat(taken.intake().addresses()).hasSize(3);
            for (String address : taken.intake().addresses()) {
                try (Client client = Client.to(address)) {
                    client.send(Texts.events(address, 0, 1));
                }
            }
            assertThat(taken.values()).hasSize(3);
        }
    }

    @Test
    void whenOneDoorCannotBeOpenedNoneStaysOpen() {
        int port = FreePorts.next();
        String listen = "avro://127.0.0.1:" + port + ", avro://198.51.100.0/24:0";
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> start(Map.of("listen", listen)))
                    .isInstanceOf(ConnectorException.class)
                    .hasMessageContaining("198.51.100.0/24");
        }
    }

    @Test
    void whoIsDeniedIsNotServed() throws IOException {
        try (Taken taken = start(Map.of("port", "0", "allow", "127.0.0.0/8", "deny", "127.0.0.1"))) {
            assertNotServed(taken);
        }
        try (Taken taken = start(Map.of("port", "0", "allow", "10.0.0.0/8, 192.168.7.7"))) {
            assertNotServed(taken);
        }
        try (Taken taken = start(Map.of("port", "0", "allow", "10.0.0.0/8, 127.0.0.0/8", "deny", "127.0.0.2"))) {
            assertServes(taken, Protocol.AVRO);
        }
    }

    @Test
    void settingsThatCannotBeAreRefused() {
        assertRefused(Map.of(), "'port'");
        assertRefused(Map.of("port", "70000"), "port");
        assertRefused(Map.of("port", "4150-4141"), "port");
        assertRefused(Map.of("port", "0", "listen", "avro://127.0.0.1:0"), "exclude each other");
        assertRefused(Map.of("listen", "avro://127.0.0.1"), "avro://10.0.0.7:4141");
        assertRefused(Map.of("port", "0", "bind", "10.0.0.0/99"), "bind");
        assertRefused(Map.of("port", "0", "deny", "everybody"), "deny");
        assertRefused(Map.of("port", "0", "maxBatchBytes", "64m"), "maxWaitingBytes");
    }

    private static void assertRefused(Map<String, String> options, String word) {
        assertThatThrownBy(() -> Taken.with(options).close())
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining(word);
    }

    private static void assertServes(Taken taken, Protocol protocol) throws IOException {
        try (Client client = Client.to(taken.address(protocol))) {
            client.send(Texts.events("served", 0, 1));
        }
        assertThat(taken.values()).containsExactly("served0");
    }

    private static void assertNotServed(Taken taken) {
        assertThatThrownBy(() -> {
                    try (Client client = Client.to(taken.address(Protocol.AVRO), Map.of("request-timeout", "2000"))) {
                        client.send(Texts.events("not", 0, 1));
                    }
                })
                .isInstanceOf(IOException.class);
        assertThat(taken.values()).isEmpty();
        assertThat(taken.intake().refusals().count(Refusals.Reason.DENIED)).isPositive();
    }

    private static Taken start(Map<String, String> options) {
        return Taken.with(new HashMap<>(options));
    }

    /** A port that is free, as the one after it. */
    private static int consecutive() {
        int port = FreePorts.next();
        while (!isFree(port + 1)) {
            port = FreePorts.next();
        }
        return port;
    }

    private static boolean isFree(int port) {
        try (Taken probe = start(Map.of("port", Integer.toString(port)))) {
            return !probe.intake().addresses().isEmpty();
        } catch (ConnectorException inUse) {
            return false;
        }
    }
}
