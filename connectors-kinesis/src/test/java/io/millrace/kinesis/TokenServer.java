package io.millrace.kinesis;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Answers as Amazon's Security Token Service does, of which there is no server to start: the shapes are those of its reference. It
 * gives keys to who names the right external id or token, and notes what it was asked.
 */
final class TokenServer implements AutoCloseable {
    static final String EXTERNAL_ID = "the-id";
    static final String KEY = "ASIAOFTHEROLE";

    private final List<Map<String, String>> asked = new CopyOnWriteArrayList<>();
    private final HttpServer http;
    private volatile Duration valid = Duration.ofHours(1);

    TokenServer() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", this::handle);
        http.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
    }

    /** What was asked so far. */
    List<Map<String, String>> asked() {
        return asked;
    }

    /** Keys are good for so long. */
    void valid(Duration time) {
        valid = time;
    }

    @Override
    public void close() {
        http.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Map<String, String> form = new HashMap<>();
            for (String field : body.split("&", -1)) {
                String[] pair = field.split("=", 2);
                form.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
            }
            asked.add(form);
            boolean token = form.getOrDefault("Action", "").equals("AssumeRoleWithWebIdentity");
            boolean good = token
                    ? form.getOrDefault("WebIdentityToken", "").startsWith("token")
                    : EXTERNAL_ID.equals(form.get("ExternalId"));
            byte[] answer = (good ? keys(form.getOrDefault("Action", "")) : refusal()).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/xml");
            exchange.sendResponseHeaders(good ? 200 : 403, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private String keys(String action) {
        return """
                <%1$sResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><%1$sResult><Credentials>
                <AccessKeyId>%2$s</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>session</SessionToken>
                <Expiration>%3$s</Expiration></Credentials><AssumedRoleUser><Arn>arn:aws:sts::1:assumed-role/r/s</Arn>
                <AssumedRoleId>AROA:s</AssumedRoleId></AssumedRoleUser></%1$sResult>
                <ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></%1$sResponse>
                """.formatted(action, KEY, Instant.now().plus(valid));
    }

    private static String refusal() {
        return """
                <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>AccessDenied</Code>
                <Message>not authorized to perform: sts:AssumeRole</Message></Error><RequestId>1</RequestId></ErrorResponse>
                """;
    }
}
