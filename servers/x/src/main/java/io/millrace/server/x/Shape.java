package io.millrace.server.x;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What a client asked to see of a post: fields beyond those that all see, and what a post refers to. */
final class Shape {
    private static final Map<String, String> RENAMED = Map.of(
            "retweet_count", "repost_count",
            "referenced_tweets", "referenced_posts",
            "edit_history_tweet_ids", "edit_history_post_ids",
            "note_tweet", "note_post",
            "tweet_count", "post_count",
            "tweets", "posts");

    /** Back-fill sends the same posts again and again. */
    private static final int MOST_KNOWN = 150_000;

    private final Map<String, String> known = new ConcurrentHashMap<>();
    private final Set<String> posts;
    private final Set<String> users;
    private final String expansions;
    private final boolean renamed;

    Shape(Request request, boolean renamed) {
        this.posts = fields(request.parameter("tweet.fields", ""), "id", "text", "edit_history_tweet_ids");
        this.users = fields(request.parameter("user.fields", ""), "id", "name", "username");
        this.expansions = request.parameter("expansions", "");
        this.renamed = renamed;
    }

    /** The line of a post as it was published. */
    String line(String kept) {
        if (known.size() > MOST_KNOWN) {
            known.clear();
        }
        return known.computeIfAbsent(kept, this::shaped);
    }

    private String shaped(String kept) {
        ObjectNode line = Json.object(kept);
        retain(line.path("data"), posts);
        ObjectNode includes = line.path("includes") instanceof ObjectNode given ? given : Json.object();
        for (JsonNode user : includes.path("users")) {
            retain(user, users);
        }
        for (JsonNode post : includes.path("tweets")) {
            retain(post, posts);
        }
        includes.retain(included());
        if (includes.isEmpty()) {
            line.remove("includes");
        }
        return Json.text(renamed ? rename(line) : line);
    }

    private Collection<String> included() {
        Set<String> included = new HashSet<>();
        if (expansions.contains("author_id") || expansions.contains("entities.mentions.username")) {
            included.add("users");
        }
        if (expansions.contains("referenced_tweets.id")) {
            included.add("tweets");
        }
        if (expansions.contains("attachments.media_keys")) {
            included.add("media");
        }
        if (expansions.contains("geo.place_id")) {
            included.add("places");
        }
        return included;
    }

    private static JsonNode rename(JsonNode tree) {
        if (tree instanceof ArrayNode list) {
            for (int i = 0; i < list.size(); i++) {
                list.set(i, rename(list.get(i)));
            }
        } else if (tree instanceof ObjectNode object) {
            ObjectNode anew = Json.object();
            object.properties()
                    .forEach(one -> anew.set(RENAMED.getOrDefault(one.getKey(), one.getKey()), rename(one.getValue())));
            return anew;
        }
        return tree;
    }

    private static void retain(JsonNode tree, Set<String> fields) {
        if (tree instanceof ObjectNode object) {
            object.retain(fields);
        }
    }

    private static Set<String> fields(String asked, String... always) {
        Set<String> fields = new HashSet<>(Arrays.asList(asked.split(",", -1)));
        fields.addAll(Arrays.asList(always));
        return fields;
    }
}
