package io.millrace.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.testkit.server.FreePorts;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who gets what from the server, and who does not. */
class ServerTest {
    private static final String TOKEN = "a-token-of-16-chars";

    @AfterEach
    void stop() {
        Dashboard.stop();
    }

    @Test
    void otherNamesAndOtherSitesAreRefused() {
        start();
        assertThat(Http.request("GET /", "evil.example").status()).isEqualTo(403);
        assertThat(Http.request("GET /panels.json", "evil.example:4400").status())
                .isEqualTo(403);
        assertThat(Http.request("GET /", "localhost:1").status()).isEqualTo(200);
        assertThat(Http.request("GET /", "[::1]:4400").status()).isEqualTo(200);
        assertThat(Http.get("/events", "Sec-Fetch-Site: cross-site").status()).isEqualTo(403);
        assertThat(Http.get("/panels.json", "Sec-Fetch-Site: same-site", "Sec-Fetch-Mode: cors")
                        .status())
                .isEqualTo(403);
        assertThat(Http.get("/", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aNameThatTheUserGaveIsWelcome() {
        start("hosts", "proxy.example");
        assertThat(Http.request("GET /", "Proxy.example:80").status()).isEqualTo(200);
        assertThat(Http.request("GET /", "proxy.example.evil.example").status()).isEqualTo(403);
    }

    @Test
    void pagesMayLoadNothingFromElsewhere() {
        start();
        String head = Http.get("/").head();
        assertThat(head)
                .contains("Content-Security-Policy: default-src 'none'; script-src 'self';")
                .contains("frame-ancestors 'none'")
                .contains("X-Content-Type-Options: nosniff");
        assertThat(Http.get("/").body()
                        + Http.get("/main.js").body()
                        + Http.get("/dashboard.css").body())
                .doesNotContain("https://")
                .doesNotContain("innerHTML");
    }

    @Test
    void withATokenNothingIsShownWithoutIt() {
        start("token", TOKEN);
        for (String path :
                List.of("/", "/events", "/panels.json", "/metrics", "/health", "/main.js", "/?token=wrong")) {
            assertThat(Http.get(path).status()).as(path).isEqualTo(401);
        }
        assertThat(Http.get("/health", "Authorization: Bearer " + TOKEN).status())
                .isEqualTo(200);
        assertThat(Http.get("/health", "Authorization: Bearer " + TOKEN + "x").status())
                .isEqualTo(401);
        String welcome = Http.get("/?token=" + TOKEN).head();
        assertThat(welcome).startsWith("HTTP/1.1 303").contains("location: /\r\n", "HttpOnly", "SameSite=Lax");
        String cookie = welcome.replaceFirst("(?s).*set-cookie: ([^;]+);.*", "$1");
        assertThat(cookie).doesNotContain(TOKEN);
        assertThat(Http.get("/panels.json", "Cookie: " + cookie).status()).isEqualTo(200);
        assertThat(Http.get("/panels.json", "Cookie: " + cookie + "0").status()).isEqualTo(401);
    }

    @Test
    void otherMachinesAreServedOnlyWithAToken() {
        assertThatThrownBy(() -> start("host", "0.0.0.0")).hasMessageContaining("'token'");
        assertThatThrownBy(() -> start("token", "short"))
                .hasMessageContaining("16")
                .hasMessageNotContaining("short");
        start("host", "0.0.0.0", "token", TOKEN);
        assertThat(Http.page().getHost()).isEqualTo("localhost");
    }

    @Test
    void allQueriesShareOnePage() {
        int port = FreePorts.next();
        Feed.to("A", "n BIGINT", "port", Integer.toString(port)).next(List.of(1L));
        Feed.to("B", "n BIGINT").next(List.of(2L));
        assertThat(Http.page().getPort()).isEqualTo(port);
        assertThat(Http.panel("A").path("rows")).hasSize(1);
        assertThat(Http.panel("B").path("rows")).hasSize(1);
        assertThatThrownBy(() -> Feed.to("C", "n BIGINT", "port", Integer.toString(port + 1)))
                .hasMessageContaining("'port'")
                .hasMessageContaining(Integer.toString(port));
    }

    @Test
    void aPortThatIsTakenIsToldOf() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> start("port", Integer.toString(taken.getLocalPort())))
                    .hasMessageContaining(Integer.toString(taken.getLocalPort()));
        }
        assertThat(Dashboard.address()).isEmpty();
    }

    @Test
    void moreClientsThanAllowedAreRefusedUntilOneGoes() throws IOException {
        start("maxClients", "2");
        Socket first = events();
        try (Socket second = events()) {
            Http.readUntil(second.getInputStream(), "event: ready");
            assertThat(Http.get("/events").status()).isEqualTo(503);
            assertThat(Http.get("/metrics").body())
                    .contains("millrace_dashboard_clients 2\n")
                    .contains("millrace_dashboard_clients_refused_total 1\n");
            first.close();
            await().untilAsserted(
                            () -> assertThat(Http.get("/metrics").body()).contains("millrace_dashboard_clients 1\n"));
            try (Socket third = events()) {
                assertThat(Http.readUntil(third.getInputStream(), "event: ready"))
                        .startsWith("HTTP/1.1 200");
            }
        }
    }

    @Test
    void tooManyConnectionsAreClosed() throws IOException {
        start("maxClients", "1");
        List<Socket> idle = new ArrayList<>();
        try {
            for (int i = 0; i < 60; i++) {
                idle.add(new Socket(Http.page().getHost(), Http.page().getPort()));
            }
            long closed = 0;
            for (Socket one : idle) {
                one.setSoTimeout(100);
                closed += isClosed(one) ? 1 : 0;
            }
            assertThat(closed).isBetween(38L, 42L);
        } finally {
            for (Socket one : idle) {
                one.close();
            }
        }
        await().untilAsserted(() -> assertThat(Http.get("/health").status()).isEqualTo(200));
    }

    @Test
    void aPageThatDoesNotReadHoldsUpNobodyAndIsToldAllAnew() throws IOException {
        Feed feed = start("type", "table", "rows", "100", "maxText", "1000");
        try (Socket slow = events()) {
            InputStream stream = slow.getInputStream();
            Http.readUntil(stream, "event: ready");
            String text = "x".repeat(1000);
            for (int i = 0; i < 300; i++) {
                long number = i;
                feed.next(LongStream.range(0, 100)
                        .mapToObj(row -> List.<Object>of(number, text))
                        .toList());
            }
            String rest = Http.readUntil(stream, "[299,\"x");
            assertThat(rest.length()).as("bytes that waited, of 30 MB").isLessThan(16_000_000);
        }
    }

    @Test
    void whatIsNoRequestIsRefused() throws IOException {
        start();
        assertThat(Http.request("POST /panels.json", "localhost").status()).isEqualTo(405);
        assertThat(Http.get("/../../etc/passwd").status()).isEqualTo(404);
        assertThat(Http.get("/" + "x".repeat(10_000)).status()).isIn(400, 414);
        assertThat(Http.get("/", "X: " + "x".repeat(10_000)).status()).isIn(400, 431);
        assertThat(Http.request("nonsense", "localhost").status()).isIn(400, 405);
    }

    private static Feed start(String... options) {
        List<String> all = new ArrayList<>(List.of(options));
        if (!all.contains("port")) {
            all.addAll(List.of("port", "0"));
        }
        return Feed.to("A", "n BIGINT, text STRING", all.toArray(String[]::new));
    }

    private static Socket events() throws IOException {
        return Http.open("GET /events", Http.page().getAuthority());
    }

    private static boolean isClosed(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
