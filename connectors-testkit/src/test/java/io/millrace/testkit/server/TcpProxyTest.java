package io.millrace.testkit.server;

import static io.millrace.testkit.server.TcpProxy.Direction.TO_CLIENT;
import static io.millrace.testkit.server.TcpProxy.Direction.TO_SERVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class TcpProxyTest {
    private static final int SHORT_MILLIS = 200;

    private EchoServer echo;
    private TcpProxy proxy;

    @BeforeEach
    void start() throws IOException {
        echo = new EchoServer(FreePorts.next());
        proxy = TcpProxy.to(echo.port());
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        echo.close();
    }

    @Test
    void passesManyBytesBothWaysUnchangedAndCountsThem() throws Exception {
        byte[] sent = new byte[20_000_000];
        new Random(7).nextBytes(sent);
        try (Socket client = connect()) {
            CompletableFuture<byte[]> received = CompletableFuture.supplyAsync(() -> read(client, sent.length));
            client.getOutputStream().write(sent);

            assertThat(Arrays.equals(received.get(), sent)).isTrue();
            assertThat(proxy.bytes(TO_SERVER)).isEqualTo(sent.length);
            assertThat(proxy.bytes(TO_CLIENT)).isEqualTo(sent.length);
        }
    }

    @Test
    void passesTheEndOfOneSideOn() throws Exception {
        try (Socket client = connect()) {
            client.getOutputStream().write(new byte[] {1, 2});
            client.shutdownOutput();

            assertThat(client.getInputStream().readAllBytes()).containsExactly(1, 2);
        }
        await().until(() -> proxy.openConnections() == 0);
    }

    @Test
    void countsConnections() throws Exception {
        try (Socket one = connect();
                Socket two = connect()) {
            assertThat(echoed(one, 1)).isEqualTo(1);
            assertThat(echoed(two, 2)).isEqualTo(2);
            assertThat(proxy.openConnections()).isEqualTo(2);
        }
        await().until(() -> proxy.openConnections() == 0);
        assertThat(proxy.connections()).isEqualTo(2);
    }

    @Test
    void cutResetsTheConnectionsOfNowOnly() throws Exception {
        try (Socket client = connect()) {
            assertThat(echoed(client, 1)).isEqualTo(1);

            proxy.cut();

            assertThatThrownBy(() -> client.getInputStream().read())
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
        }
        try (Socket next = connect()) {
            assertThat(echoed(next, 2)).isEqualTo(2);
        }
    }

    @Test
    void cutReachesAConnectionThatWasJustOpened() throws Exception {
        for (int i = 0; i < 50; i++) {
            try (Socket client = connect()) {
                proxy.cut();
                assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
            }
        }
    }

    @Test
    void cutAfterLetsExactlySoManyBytesPass() throws Exception {
        try (Socket client = connect()) {
            assertThat(echoed(client, 1)).isEqualTo(1);
            proxy.cutAfter(TO_CLIENT, 1_000);

            client.getOutputStream().write(new byte[5_000]);

            assertThat(bytesBeforeReset(client)).isEqualTo(1_000);
            assertThat(proxy.bytes(TO_CLIENT)).isEqualTo(1_001);
        }
        try (Socket next = connect()) {
            assertThat(echoed(next, 2)).isEqualTo(2);
        }
    }

    @Test
    void refuseHoldsForNewConnectionsUntilResume() throws Exception {
        try (Socket client = connect()) {
            proxy.refuse();

            assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
            assertThat(echoed(client, 1)).isEqualTo(1);

            proxy.resume();
            try (Socket next = connect()) {
                assertThat(echoed(next, 2)).isEqualTo(2);
            }
        }
    }

    @Test
    void delayIsAddedEachWayAndDoesNotLimitTheRate() throws Exception {
        try (Socket client = connect()) {
            assertThat(echoed(client, 1)).isEqualTo(1);
            proxy.delay(Duration.ofMillis(150));

            long begin = System.nanoTime();
            client.getOutputStream().write(new byte[1_000_000]);
            read(client, 1_000_000);
            Duration took = Duration.ofNanos(System.nanoTime() - begin);

            assertThat(took).isBetween(Duration.ofMillis(300), Duration.ofSeconds(3));
        }
    }

    @Test
    void stallHoldsAllBytesAndLosesNone() throws Exception {
        try (Socket client = connect()) {
            assertThat(echoed(client, 1)).isEqualTo(1);

            proxy.stall();
            client.getOutputStream().write(2);
            assertNothingComes(client);
            try (Socket next = connect()) {
                next.getOutputStream().write(3);
                assertNothingComes(next);

                proxy.resume();

                assertThat(client.getInputStream().read()).isEqualTo(2);
                assertThat(next.getInputStream().read()).isEqualTo(3);
            }
        }
    }

    @Test
    void stallOfOneDirectionLetsTheOtherPass() throws Exception {
        try (Socket client = connect()) {
            proxy.stall(TO_CLIENT);
            client.getOutputStream().write(1);

            await().until(() -> proxy.bytes(TO_SERVER) == 1);
            assertNothingComes(client);

            proxy.resume();
            assertThat(client.getInputStream().read()).isEqualTo(1);
        }
    }

    @Test
    void endOfTheServerIsNotSeenThroughAStall() throws Exception {
        int port = FreePorts.next();
        try (ServerProcess server = ServerProcessTest.echo(port).start();
                TcpProxy before = TcpProxy.to(port);
                Socket client = new Socket(InetAddress.getLoopbackAddress(), before.port())) {
            assertThat(echoed(client, 1)).isEqualTo(1);

            before.stall();
            server.kill();
            assertNothingComes(client);

            before.resume();
            assertThat(bytesBeforeReset(client)).isZero();
        }
    }

    @Test
    void cutFreesAStalledSender() throws Exception {
        try (Socket client = connect()) {
            proxy.stall();
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
                try {
                    client.getOutputStream().write(new byte[50_000_000]);
                } catch (IOException cut) {
                    throw new IllegalStateException(cut);
                }
            });
            assertNothingComes(client);
            assertThat(sending).isNotDone();

            proxy.cut();

            assertThatThrownBy(sending::get).hasRootCauseInstanceOf(SocketException.class);
        }
    }

    @Test
    void serverThatIsAwayMeansAResetAndOneThatComesBackIsReached() throws Exception {
        int port = FreePorts.next();
        try (TcpProxy before = TcpProxy.to(port)) {
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), before.port())) {
                assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
            }
            try (EchoServer late = new EchoServer(port);
                    Socket client = new Socket(InetAddress.getLoopbackAddress(), before.port())) {
                assertThat(late.port()).isEqualTo(port);
                assertThat(echoed(client, 1)).isEqualTo(1);
            }
        }
    }

    @Test
    void closeResetsConnectionsAndFreesThePort() throws Exception {
        try (Socket client = connect()) {
            assertThat(echoed(client, 1)).isEqualTo(1);

            proxy.close();
            proxy.close();

            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
            assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
            assertThatThrownBy(proxy::cut).isInstanceOf(IllegalStateException.class);
        }
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    }

    private static int echoed(Socket client, int sent) throws IOException {
        client.getOutputStream().write(sent);
        return client.getInputStream().read();
    }

    private static void assertNothingComes(Socket client) throws IOException {
        client.setSoTimeout(SHORT_MILLIS);
        assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        client.setSoTimeout(0);
    }

    private static byte[] read(Socket client, int count) {
        try {
            return client.getInputStream().readNBytes(count);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int bytesBeforeReset(Socket client) throws IOException {
        int count = 0;
        try {
            while (client.getInputStream().read() >= 0) {
                count++;
            }
        } catch (SocketException reset) {
            return count;
        }
        return count;
    }
}
