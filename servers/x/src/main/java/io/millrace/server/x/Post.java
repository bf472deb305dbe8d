package io.millrace.server.x;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A post with what rules ask of it. */
final class Post {
    private static final Pattern TOKEN = Pattern.compile("[\\p{L}\\p{N}_']+");

    private final ObjectNode line;
    private final JsonNode data;
    private final List<String> tokens = new ArrayList<>();
    private final Set<String> all;

    Post(ObjectNode line) {
        this.line = line;
        this.data = line.path("data");
        add(data.path("text").asText());
        for (JsonNode reference : data.path("referenced_tweets")) {
            if (reference.path("type").asText().equals("quoted")) {
                tokens.add("\n"); // a phrase does not reach from one text into the other
                for (JsonNode other : line.path("includes").path("tweets")) {
                    if (other.path("id").equals(reference.path("id"))) {
                        add(other.path("text").asText());
                    }
                }
            }
        }
        all = new HashSet<>(tokens);
    }

    ObjectNode line() {
        return line;
    }

    JsonNode data() {
        return data;
    }

    /** Whether the words are there, next to each other. */
    boolean says(String words) {
        List<String> wanted = tokens(words);
        if (wanted.isEmpty() || !all.containsAll(wanted)) {
            return false;
        }
        for (int i = 0; i + wanted.size() <= tokens.size(); i++) {
            if (tokens.subList(i, i + wanted.size()).equals(wanted)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the post has such a thing: {@code #tag}, {@code @user}, {@code $cash}. */
    boolean has(String kind, String field, String value) {
        for (JsonNode one : data.path("entities").path(kind)) {
            if (one.path(field).asText().equalsIgnoreCase(value)) {
                return true;
            }
        }
        String sign = kind.equals("hashtags") ? "#" : kind.equals("mentions") ? "@" : "$";
        return Pattern.compile("(?iu)(^|[^\\p{L}\\p{N}_])" + Pattern.quote(sign + value) + "(?![\\p{L}\\p{N}_])")
                .matcher(data.path("text").asText())
                .find();
    }

    boolean refers(String type) {
        for (JsonNode reference : data.path("referenced_tweets")) {
            if (reference.path("type").asText().equals(type)) {
                return true;
            }
        }
        return false;
    }

    /** Whether an account is meant by its id or name: the author, or whom the post replies to. */
    boolean isUser(JsonNode id, String wanted) {
        if (id.asText().equals(wanted)) {
            return true;
        }
        for (JsonNode user : line.path("includes").path("users")) {
            if (user.path("id").equals(id)
                    && user.path("username").asText().equalsIgnoreCase(wanted.replaceFirst("^@", ""))) {
                return true;
            }
        }
        return false;
    }

    private void add(String text) {
        tokens.addAll(tokens(text));
    }

    private static List<String> tokens(String text) {
        List<String> tokens = new ArrayList<>();
        Matcher token = TOKEN.matcher(text.toLowerCase(Locale.ROOT));
        while (token.find()) {
            tokens.add(token.group());
        }
        return tokens;
    }
}
