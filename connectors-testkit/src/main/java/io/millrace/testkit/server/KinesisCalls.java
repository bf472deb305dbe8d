package io.millrace.testkit.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** Plain calls of Kinesis' API, as JSON and without a client library: what tests see and do beside the code under test. */
final class KinesisCalls {
    static final String TARGET = "X-Amz-Target";
    static final String VERSION = "Kinesis_20131202.";
    static final ObjectMapper JSON = new ObjectMapper();

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final URI endpoint;

    KinesisCalls(URI endpoint) {
        this.endpoint = endpoint;
    }

    /** What the server answers. An answer that is no success is a {@link ServerFailure} with its text. */
    JsonNode call(String action, Map<String, ?> arguments) {
        try {
            HttpResponse<byte[]> response = post(endpoint, VERSION + action, JSON.writeValueAsBytes(arguments));
            if (response.statusCode() != 200) {
                throw new ServerFailure(action + " " + arguments + " was answered with " + response.statusCode() + ": "
                        + new String(response.body(), StandardCharsets.UTF_8));
            }
            return response.body().length == 0 ? JSON.nullNode() : JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Any answer, as it comes. */
    static HttpResponse<byte[]> post(URI endpoint, String target, byte[] body) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(endpoint)
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/x-amz-json-1.1")
                .header(TARGET, target)
                .header("X-Amz-Date", "20260101T000000Z")
                // The servers look whether a request is signed, not by whom.
                .header(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/kinesis/aws4_request,"
                                + " SignedHeaders=host;x-amz-date, Signature=0")
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        try {
            return CLIENT.send(request, BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while calling " + target, e);
        }
    }
}
