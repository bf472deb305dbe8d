package io.millrace.x;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.api.ConnectorException;
import java.net.http.HttpHeaders;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What answers of X mean that are not what was asked for. */
final class Refusals {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_TOLD = 2_000;

    private Refusals() {}

    /**
     * The failure to be thrown, if it may pass.
     *
     * @throws ConnectorException with kind {@code SETTINGS} if it does not
     */
    static Trouble of(String asked, int status, HttpHeaders headers, String body) {
        JsonNode told = tree(body);
        String found = asked + " was answered with " + status + ": " + words(told, body);
        if (isTaken(told)) {
            return Trouble.taken(found);
        }
        if (status == 429) {
            return Trouble.rate(found, reset(headers));
        }
        if (status >= 500 || status == 408 || status == 409) {
            return Trouble.http(found);
        }
        throw ConnectorException.settings(found.replaceFirst("\\.$", "") + ". " + advice(status));
    }

    /** When more requests are answered again; null if some still are, or nothing is told. */
    static @Nullable Instant reset(HttpHeaders headers) {
        boolean some = headers.firstValueAsLong("x-rate-limit-remaining").orElse(0) > 0;
        long reset = headers.firstValueAsLong("x-rate-limit-reset").orElse(0);
        return some || reset == 0 ? null : Instant.ofEpochSecond(reset);
    }

    /** Whether it says that another connection has the place of this one. */
    static boolean isTaken(JsonNode told) {
        return told.path("connection_issue").asText().equals("TooManyConnections")
                || told.path("errors").path(0).path("connection_issue").asText().equals("TooManyConnections");
    }

    /** What an error says of itself. */
    static String words(JsonNode told, String otherwise) {
        JsonNode first = told.path("errors").path(0);
        StringBuilder words = new StringBuilder();
        for (JsonNode one : new JsonNode[] {told, first}) {
            for (String field : new String[] {"title", "detail", "message", "disconnect_type"}) {
                String text = one.path(field).asText();
                if (!text.isEmpty() && words.indexOf(text) < 0) {
                    words.append(words.isEmpty() ? "" : ", ").append(text);
                }
            }
        }
        String all = words.isEmpty() ? otherwise : words.toString();
        return all.substring(0, Math.min(all.length(), MOST_TOLD));
    }

    /** A tree of what should be JSON; one without anything if it is not. */
    static JsonNode tree(String body) {
        try {
            JsonNode tree = JSON.readTree(body.getBytes(UTF_8));
            return tree == null ? JSON.missingNode() : tree;
        } catch (JacksonException e) {
            return JSON.missingNode();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String advice(int status) {
        return switch (status) {
            case 400 ->
                "Check the options *.fields, expansions, backfillMinutes and rule.*; X has the list of what it knows";
            case 401 ->
                "Option 'bearerToken' must be a valid App-only bearer token: make a new one in the developer"
                        + " portal, and check that it is whole";
            case 403 ->
                "The account may not do this: its app must belong to a project with access to the filtered stream,"
                        + " and option 'backfillMinutes' must be 0 unless the account has back-fill (Enterprise)";
            case 404, 410 -> "Check option 'endpoint': it is the address of the API without a path";
            default -> "Check the options; X does not answer this differently if it is asked again";
        };
    }
}
