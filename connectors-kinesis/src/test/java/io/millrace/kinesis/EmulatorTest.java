package io.millrace.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.testkit.server.KinesisEmulator;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is asked of the emulators themselves. */
@Timeout(60)
class EmulatorTest {
    @ParameterizedTest
    @EnumSource
    void listensOnTheLoopbackAddressAlone(KinesisEmulator kind) {
        Emulator emulator = kind == KinesisEmulator.LOCAL ? Emulator.local() : Emulator.lite();
        int port = emulator.server().endpoint().getPort();
        assertThatCode(() -> connect("127.0.0.1", port)).doesNotThrowAnyException();
        // Another address of this machine, at which whoever listens at all of them answers.
        assertThatThrownBy(() -> connect("127.0.0.2", port)).isInstanceOf(ConnectException.class);
    }

    /** As a client does that is interrupted; other tests' streams are in the same server. */
    @ParameterizedTest
    @EnumSource
    void livesOnWhenAClientGoesAwayWithinARequest(KinesisEmulator kind) throws Exception {
        Emulator emulator = kind == KinesisEmulator.LOCAL ? Emulator.local() : Emulator.lite();
        String stream = emulator.stream(1);
        int port = emulator.server().endpoint().getPort();
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
            client.getOutputStream()
                    .write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            // Whatever it answers, it has the head of the request, and not the rest.
            assertThat(client.getInputStream().readNBytes(9)).asString().isEqualTo("HTTP/1.1 ");
            client.setSoLinger(true, 0);
        }
        // The second question is read after the end of that connection.
        assertThat(emulator.server().shards(stream)).hasSize(1);
        assertThat(emulator.server().shards(stream)).hasSize(1);
    }

    private static void connect(String address, int port) throws IOException {
        new Socket(address, port).close();
    }
}
