package io.millrace.runtime.journal;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a receiver tells of itself, for users to see.
 *
 * @param run the run of the query that it belongs to
 * @param state how it is
 * @param host the machine it runs on
 * @param addresses where senders reach it
 * @param since when it came into this state
 * @param told when it told this
 * @param lastEvent when it last took events, if it did
 * @param events how many events it took since it started
 * @param restarts how often it was started again in this run
 * @param refused what its source has not taken since it started, by reason
 * @param figures what else its source tells, by name
 * @param failure why it failed; empty if it did not
 */
public record ReceiverStatus(
        String run,
        State state,
        String host,
        List<String> addresses,
        Instant since,
        Instant told,
        Optional<Instant> lastEvent,
        long events,
        long restarts,
        Map<String, Long> refused,
        Map<String, String> figures,
        String failure) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** How a receiver is. */
    public enum State {
        /** It opens its journal and its ports. */
        STARTING,
        /** It takes events. */
        RUNNING,
        /** It was told to stop, and did. */
        STOPPED,
        /** It ended by a failure; the framework starts it again. */
        FAILED
    }

    /** Copies what it is given. */
    public ReceiverStatus {
        addresses = List.copyOf(addresses);
        refused = Map.copyOf(refused);
        figures = Map.copyOf(figures);
    }

    /** The status as names and values, without the run. */
    public Map<String, String> shown() {
        Map<String, String> shown = new TreeMap<>();
        shown.put("state", state.name().toLowerCase(Locale.ROOT));
        shown.put("host", host);
        shown.put("addresses", String.join(",", addresses));
        shown.put("since", since.toString());
        shown.put("told", told.toString());
        lastEvent.ifPresent(at -> shown.put("lastEvent", at.toString()));
        shown.put("events", Long.toString(events));
        shown.put("restarts", Long.toString(restarts));
        refused.forEach((reason, count) -> shown.put("refused." + reason, Long.toString(count)));
        figures.forEach(shown::putIfAbsent);
        if (!failure.isEmpty()) {
            shown.put("failure", failure);
        }
        return shown;
    }

    String json() {
        ObjectNode root = JSON.createObjectNode();
        root.put("version", 1).put("run", run).put("state", state.name()).put("host", host);
        addresses.forEach(root.putArray("addresses")::add);
        root.put("since", since.toString()).put("told", told.toString());
        lastEvent.ifPresent(at -> root.put("lastEvent", at.toString()));
        root.put("events", events).put("restarts", restarts).put("failure", failure);
        refused.forEach(root.putObject("refused")::put);
        figures.forEach(root.putObject("figures")::put);
        return root.toString();
    }

    /** Reads what {@link #json} wrote; empty if it is something else, because nothing depends on it. */
    static Optional<ReceiverStatus> parse(String text) {
        try {
            JsonNode root = JSON.readTree(text);
            List<String> addresses = new ArrayList<>();
            root.path("addresses").forEach(address -> addresses.add(address.asText()));
            Map<String, Long> refused = new TreeMap<>();
            root.path("refused")
                    .properties()
                    .forEach(one -> refused.put(one.getKey(), one.getValue().asLong()));
            Map<String, String> figures = new TreeMap<>();
            root.path("figures")
                    .properties()
                    .forEach(one -> figures.put(one.getKey(), one.getValue().asText()));
            return Optional.of(new ReceiverStatus(
                    root.path("run").asText(),
                    State.valueOf(root.path("state").asText()),
                    root.path("host").asText(),
                    addresses,
                    Instant.parse(root.path("since").asText()),
                    Instant.parse(root.path("told").asText()),
                    Optional.ofNullable(root.get("lastEvent")).map(at -> Instant.parse(at.asText())),
                    root.path("events").asLong(),
                    root.path("restarts").asLong(),
                    refused,
                    figures,
                    root.path("failure").asText()));
        } catch (JacksonException | IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }
}
