package io.millrace.runtime.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.millrace.api.ConnectorException;
import io.millrace.api.Options;
import io.millrace.runtime.Retry;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * A schema registry that speaks Confluent's protocol. What an id stands for never changes, so that it is asked once; that an id is
 * unknown is remembered for a minute. TLS is the JVM's. Safe for many threads, of which one asks and the others wait.
 */
public final class SchemaRegistry {
    private static final ConcurrentMap<Map<String, String>, SchemaRegistry> OPEN = new ConcurrentHashMap<>();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CONNECT_BOUND = Duration.ofSeconds(5);
    private static final Duration ANSWER_BOUND = Duration.ofSeconds(10);
    private static final Duration UNKNOWN_FOR = Duration.ofMinutes(1);
    private static final int MOST = 10_000;

    /** Its threads are daemons; it is made with the first registry, and lives as long as the JVM. */
    private static final class Client {
        static final HttpClient HTTP =
                HttpClient.newBuilder().connectTimeout(CONNECT_BOUND).build();
    }

    private final Options options;
    private final URI url;
    private final Cache<Integer, RegisteredSchema> known =
            Caffeine.newBuilder().maximumSize(MOST).build();
    private final Cache<Integer, Boolean> unknown = Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterWrite(UNKNOWN_FOR)
            .build();

    private SchemaRegistry(Options options) {
        this.options = options;
        this.url = options.value(RegistryOptions.URL);
    }

    static SchemaRegistry of(Map<String, String> options) {
        return OPEN.computeIfAbsent(
                Map.copyOf(options),
                all -> new SchemaRegistry(RegistryOptions.all().read(all)));
    }

    /** The schema of this id; empty if the registry has none. */
    public Optional<RegisteredSchema> find(int id) {
        if (unknown.getIfPresent(id) != null) {
            return Optional.empty();
        }
        RegisteredSchema found = known.get(
                id,
                asked -> ask("/schemas/ids/" + asked)
                        .map(answer -> schema(answer, 0))
                        .orElse(null));
        if (found == null) {
            unknown.put(id, true);
        }
        return Optional.ofNullable(found);
    }

    /**
     * The latest schema of a subject, asked now.
     *
     * @throws ConnectorException with kind {@code SETTINGS} if there is no such subject
     */
    public RegisteredSchema latest(String subject) {
        return version(subject, "latest", 0, "check option '" + RegistryOptions.SUBJECT.name() + "'");
    }

    /**
     * Asks the registry something that each can answer.
     *
     * @throws ConnectorException if it is away, is no registry, or does not know who asks
     */
    public void check() {
        if (ask("/schemas/types").isEmpty()) {
            throw refusal("/schemas/types", "404");
        }
    }

    private RegisteredSchema version(String subject, String version, int depth, String todo) {
        String path = "/subjects/"
                + URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20") + "/versions/" + version;
        return ask(path)
                .map(answer -> schema(answer, depth))
                .orElseThrow(() -> ConnectorException.settings("The schema registry at " + url + " has no version '"
                        + version + "' of a subject '" + subject + "'; " + todo));
    }

    private RegisteredSchema schema(JsonNode answer, int depth) {
        if (depth > 20) {
            throw ConnectorException.settings("Schemas in the registry at " + url + " refer to each other in a circle");
        }
        List<String> references = new ArrayList<>();
        for (JsonNode one : answer.path("references")) {
            RegisteredSchema other = version(
                    one.path("subject").asText(),
                    one.path("version").asText(),
                    depth + 1,
                    "a schema refers to it, so register it again");
            other.references().stream()
                    .filter(text -> !references.contains(text))
                    .forEach(references::add);
            if (!references.contains(other.text())) {
                references.add(other.text());
            }
        }
        return new RegisteredSchema(
                answer.path("schemaType").asText("AVRO"), answer.path("schema").asText(), references);
    }

    /** The answer to a question; empty if the registry says that it has no such thing. */
    private Optional<JsonNode> ask(String path) {
        return new Retry(options.value(RegistryOptions.RETRY_TIMEOUT), new LongAdder())
                .call("Asking the schema registry at " + url, () -> once(path));
    }

    private Optional<JsonNode> once(String path) throws IOException {
        HttpResponse<String> answer = send(path);
        int status = answer.statusCode();
        if (status == 429 || status >= 500) {
            throw new IOException("it answered " + status + " to GET " + path);
        }
        try {
            JsonNode body = JSON.readTree(answer.body());
            if (status == 200) {
                return Optional.of(body);
            }
            // A page that is not there is told by 404 too; a registry adds a code of its own.
            if (status == 404 && body.path("error_code").asInt() / 100 == 404) {
                return Optional.empty();
            }
        } catch (JsonProcessingException e) {
            throw refusal(path, status + ", with what is no JSON");
        }
        throw refusal(path, String.valueOf(status));
    }

    private HttpResponse<String> send(String path) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(ANSWER_BOUND)
                .header("Accept", "application/vnd.schemaregistry.v1+json, application/json");
        authorization().ifPresent(text -> request.header("Authorization", text));
        try {
            return Client.HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (IOException e) {
            throw new IOException(
                    "no answer: " + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()), e);
        }
    }

    private Optional<String> authorization() {
        return options.find(RegistryOptions.TOKEN)
                .map(token -> "Bearer " + token.reveal())
                .or(() -> options.find(RegistryOptions.USER)
                        .map(user -> user + ":"
                                + options.value(RegistryOptions.PASSWORD).reveal())
                        .map(both ->
                                "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8))));
    }

    private ConnectorException refusal(String path, String status) {
        String todo = status.startsWith("401") || status.startsWith("403")
                ? "; check options 'registry.user' and 'registry.password', or 'registry.token'"
                : "; check option 'registry.url', to which the path belongs under which it speaks Confluent's protocol";
        return ConnectorException.settings(
                "The schema registry at " + url + " answered " + status + " to GET " + path + todo);
    }
}
