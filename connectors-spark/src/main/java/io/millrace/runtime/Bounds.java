package io.millrace.runtime;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.api.ConnectorException;
import io.millrace.api.Names;
import io.millrace.api.Offsets;
import io.millrace.api.Option;
import io.millrace.api.Options;
import io.millrace.api.StartFrom;
import io.millrace.api.StopAt;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** Where reading starts and ends, as the options say it. */
public final class Bounds {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CHECKPOINT = "checkpoint:";

    private Bounds() {}

    /**
     * Where a new query starts.
     *
     * @param otherwise the answer if the options do not say
     * @param checkpoint reads the offsets in a checkpoint of Spark's own source, given its path, as JSON
     */
    public static StartFrom start(Options options, StartFrom otherwise, Function<String, String> checkpoint) {
        if (options.has(ReadOptions.STARTING_TIMESTAMP)) {
            return new StartFrom.At(options.value(ReadOptions.STARTING_TIMESTAMP));
        }
        if (options.has(ReadOptions.STARTING_OFFSETS_BY_TIMESTAMP)) {
            return new StartFrom.AtEach(instants(options, ReadOptions.STARTING_OFFSETS_BY_TIMESTAMP));
        }
        if (!options.has(ReadOptions.STARTING_OFFSETS)) {
            return otherwise;
        }
        String text = options.value(ReadOptions.STARTING_OFFSETS).trim();
        if (text.regionMatches(true, 0, CHECKPOINT, 0, CHECKPOINT.length())) {
            String json = checkpoint.apply(text.substring(CHECKPOINT.length()));
            return new StartFrom.Exactly(Offsets.of(positions(ReadOptions.STARTING_OFFSETS, json)));
        }
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "earliest", "trim_horizon" -> new StartFrom.Earliest();
            case "latest" -> new StartFrom.Latest();
            default ->
                new StartFrom.Exactly(Offsets.of(
                        positions(ReadOptions.STARTING_OFFSETS, text, List.of("earliest", "latest", CHECKPOINT))));
        };
    }

    /** Where a batch ends; what there is now if the options do not say. */
    public static StopAt stop(Options options) {
        if (options.has(ReadOptions.ENDING_TIMESTAMP)) {
            return new StopAt.At(options.value(ReadOptions.ENDING_TIMESTAMP));
        }
        if (options.has(ReadOptions.ENDING_OFFSETS_BY_TIMESTAMP)) {
            return new StopAt.AtEach(instants(options, ReadOptions.ENDING_OFFSETS_BY_TIMESTAMP));
        }
        if (!options.has(ReadOptions.ENDING_OFFSETS)) {
            return new StopAt.Now();
        }
        String text = options.value(ReadOptions.ENDING_OFFSETS).trim();
        return text.equalsIgnoreCase("latest")
                ? new StopAt.Now()
                : new StopAt.Exactly(Offsets.of(positions(ReadOptions.ENDING_OFFSETS, text, List.of("latest"))));
    }

    /** Refuses the ends of a batch where there is none. */
    public static void refuseEnds(Options options) {
        for (Option<?> end : List.of(
                ReadOptions.ENDING_OFFSETS, ReadOptions.ENDING_TIMESTAMP, ReadOptions.ENDING_OFFSETS_BY_TIMESTAMP)) {
            if (options.has(end)) {
                throw ConnectorException.settings(
                        "Option '" + end.name() + "' ends a batch read and has no meaning for a stream; leave it out");
            }
        }
    }

    private static SortedMap<String, String> positions(Option<String> option, String text) {
        return positions(option, text, List.of());
    }

    private static SortedMap<String, String> positions(Option<String> option, String text, List<String> words) {
        SortedMap<String, String> positions = new TreeMap<>();
        leaves(option, text, words).forEach((partition, node) -> positions.put(partition, position(node)));
        return positions;
    }

    /** Spark's source writes -2 and -1 for the two ends of a partition. */
    private static String position(JsonNode node) {
        if (node.isIntegralNumber() && node.longValue() == -2) {
            return "earliest";
        }
        return node.isIntegralNumber() && node.longValue() == -1 ? "latest" : node.asText();
    }

    private static SortedMap<String, Instant> instants(Options options, Option<String> option) {
        SortedMap<String, Instant> instants = new TreeMap<>();
        leaves(option, options.value(option), List.of()).forEach((partition, node) -> {
            if (!node.isIntegralNumber()) {
                throw ConnectorException.settings("Option '" + option.name() + "' holds " + node + " for '" + partition
                        + "'; expected milliseconds since 1970");
            }
            instants.put(partition, Instant.ofEpochMilli(node.longValue()));
        });
        return instants;
    }

    /** The values of {@code {"stream":{"part":value}}} or {@code {"stream/part":value}}, by partition id. */
    private static SortedMap<String, JsonNode> leaves(Option<String> option, String text, List<String> words) {
        JsonNode root;
        try {
            root = JSON.readTree(text);
        } catch (JacksonException e) {
            throw wrong(option, text, words);
        }
        if (!root.isObject()) {
            throw wrong(option, text, words);
        }
        SortedMap<String, JsonNode> leaves = new TreeMap<>();
        root.properties().forEach(stream -> {
            if (stream.getValue().isObject()) {
                stream.getValue()
                        .properties()
                        .forEach(part -> leaves.put(stream.getKey() + "/" + part.getKey(), part.getValue()));
            } else {
                leaves.put(stream.getKey(), stream.getValue());
            }
        });
        return leaves;
    }

    private static ConnectorException wrong(Option<String> option, String text, List<String> words) {
        String meant = Names.nearest(text, words, 3)
                .map(word -> "; did you mean '" + word + "'?")
                .orElse("; expected " + (words.isEmpty() ? "" : String.join(", ", words) + " or ")
                        + "JSON such as {\"orders\":{\"0\":23}}");
        return ConnectorException.settings("Option '" + option.name() + "'='" + text + "' is not understood" + meant);
    }
}
