package io.millrace.x;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.api.ConnectorException;
import io.millrace.api.Option;
import io.millrace.api.Options;
import io.millrace.api.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The calls of the API. One thread. */
final class Api {
    static final String RULES = "/2/tweets/search/stream/rules";
    private static final String STREAM = "/2/tweets/search/stream";
    private static final String OUR_CONNECTIONS = "/2/connections/filtered_stream";
    private static final String USER_AGENT = "millrace-x/" + version();
    private static final List<Option<List<String>>> FIELDS = List.of(
            XOptions.POST_FIELDS,
            XOptions.EXPANSIONS,
            XOptions.USER_FIELDS,
            XOptions.MEDIA_FIELDS,
            XOptions.POLL_FIELDS,
            XOptions.PLACE_FIELDS);

    private final HttpClient client;
    private final URI endpoint;
    private final Secret token;
    private final Duration patience;
    private final String fields;
    private @Nullable Instant connectAfter;

    /** An answer: its body is text, or the bytes that come for as long as the stream lasts. */
    private record Body(String text, Flow.@Nullable Publisher<List<ByteBuffer>> stream) {}

    /**
     * A stream that has begun.
     *
     * @param begun when, by the clock of X
     */
    record Connection(Wire wire, Instant begun) {}

    Api(Options options) {
        this.endpoint = options.value(XOptions.ENDPOINT);
        this.token = options.value(XOptions.BEARER_TOKEN);
        this.patience = options.value(XOptions.CONNECT_TIMEOUT);
        this.fields = FIELDS.stream()
                .flatMap(option -> options.find(option).stream()
                        .filter(list -> !list.isEmpty())
                        .map(list -> option.name() + "=" + URLEncoder.encode(String.join(",", list), UTF_8)))
                .collect(Collectors.joining("&"));
        // HTTP/1.1: a connection is one stream, and its end is the end of the stream.
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(patience)
                .build();
    }

    /** Asks for something, or tells something, and answers what came back. */
    JsonNode call(String method, String path, String body) throws Trouble, InterruptedException {
        HttpResponse<Body> answer = send(request(method, path, body), false);
        String text = answer.body().text();
        if (answer.statusCode() / 100 == 2 || (answer.statusCode() == 400 && text.contains("\"summary\""))) {
            return Refusals.tree(text);
        }
        throw Refusals.of(method + " " + path, answer.statusCode(), answer.headers(), text);
    }

    /** When the next stream may begin, so that the limit is kept; null if at once. */
    @Nullable
    Instant connectAfter() {
        return connectAfter;
    }

    /** Begins the stream. */
    Connection connect(int backfillMinutes) throws Trouble, InterruptedException {
        String query = fields + (backfillMinutes > 0 ? "&backfill_minutes=" + backfillMinutes : "");
        HttpResponse<Body> answer = send(request("GET", STREAM + "?" + query, ""), true);
        Flow.Publisher<List<ByteBuffer>> stream = answer.body().stream();
        if (stream == null) {
            throw Refusals.of(
                    "The stream",
                    answer.statusCode(),
                    answer.headers(),
                    answer.body().text());
        }
        connectAfter = Refusals.reset(answer.headers());
        Wire wire = new Wire();
        stream.subscribe(wire);
        return new Connection(wire, date(answer.headers()));
    }

    /** Ends whatever stream of the account there is. */
    void endOthers() throws Trouble, InterruptedException {
        var unused = call("DELETE", OUR_CONNECTIONS, "");
    }

    private HttpRequest request(String method, String path, String body) {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(endpoint.resolve(path))
                    .header("Authorization", "Bearer " + token.reveal())
                    .header("User-Agent", USER_AGENT);
            return body.isEmpty()
                    ? request.method(method, HttpRequest.BodyPublishers.noBody())
                            .build()
                    : request.header("Content-Type", "application/json")
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build();
        } catch (IllegalArgumentException e) {
            // Its message would show the token.
            throw ConnectorException.settings(
                    "Option 'bearerToken' holds characters that no token has; is there a line end or a blank in it?");
        }
    }

    /** Not with a timeout of the client's: whether that one ends with the headers or with the body depends on the JDK. */
    private HttpResponse<Body> send(HttpRequest request, boolean streams) throws Trouble, InterruptedException {
        HttpResponse.BodyHandler<Body> handler = info -> streams && info.statusCode() == 200
                ? BodySubscribers.mapping(BodySubscribers.ofPublisher(), bytes -> new Body("", bytes))
                : BodySubscribers.mapping(BodySubscribers.ofString(UTF_8), text -> new Body(text, null));
        String asked = request.method() + " " + request.uri().getPath();
        CompletableFuture<HttpResponse<Body>> answer = client.sendAsync(request, handler);
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() instanceof IOException io ? io : e;
            throw Trouble.network(asked + " at " + endpoint + " failed: " + cause, cause);
        } catch (TimeoutException e) {
            throw Trouble.network(asked + " at " + endpoint + " was not answered within " + patience, e);
        } finally {
            answer.cancel(true);
        }
    }

    private static Instant date(HttpHeaders headers) {
        try {
            return headers.firstValue("date")
                    .map(text -> Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)))
                    .orElseGet(Instant::now);
        } catch (DateTimeParseException e) {
            return Instant.now();
        }
    }

    private static String version() {
        String known = Api.class.getPackage().getImplementationVersion();
        return known == null ? "0.1" : known;
    }
}
