package io.millrace.x;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The names of fields that X spells in two ways: its description of the API says "post" where its answers say "tweet". Queries see
 * the one of the answers, whichever comes.
 */
final class Spelling {
    private static final Map<String, String> ANYWHERE = Map.of(
            "repost_count", "retweet_count",
            "referenced_posts", "referenced_tweets",
            "edit_history_post_ids", "edit_history_tweet_ids",
            "note_post", "note_tweet");
    private static final Map<String, String> OF_USERS = Map.of("post_count", "tweet_count");
    private static final Map<String, String> OF_INCLUDES = Map.of("posts", "tweets");

    private Spelling() {}

    /** Spells a line in the one way; answers whether anything had to be changed. */
    static boolean unify(ObjectNode line) {
        boolean changed = inside(line.path("data"), ANYWHERE);
        if (line.path("includes") instanceof ObjectNode includes) {
            changed |= names(includes, OF_INCLUDES);
            changed |= inside(includes.path("tweets"), ANYWHERE);
            for (JsonNode user : includes.path("users")) {
                changed |= inside(user, OF_USERS);
            }
        }
        return changed;
    }

    private static boolean inside(JsonNode tree, Map<String, String> spelling) {
        boolean changed = false;
        if (tree instanceof ObjectNode object) {
            changed = names(object, spelling);
        }
        if (tree instanceof ObjectNode || tree instanceof ArrayNode) {
            for (JsonNode below : tree) {
                changed |= inside(below, spelling);
            }
        }
        return changed;
    }

    /** Where both are there, the one of the answers counts. Fields stay in their order. */
    private static boolean names(ObjectNode object, Map<String, String> spelling) {
        if (spelling.keySet().stream().noneMatch(object::has)) {
            return false;
        }
        List<Map.Entry<String, JsonNode>> fields = new ArrayList<>(object.properties());
        List<String> before = fields.stream().map(Map.Entry::getKey).toList();
        List<JsonNode> values = fields.stream().map(Map.Entry::getValue).toList();
        object.removeAll();
        for (int i = 0; i < before.size(); i++) {
            String name = spelling.getOrDefault(before.get(i), before.get(i));
            if (name.equals(before.get(i)) || !before.contains(name)) {
                object.set(name, values.get(i));
            }
        }
        return true;
    }
}
