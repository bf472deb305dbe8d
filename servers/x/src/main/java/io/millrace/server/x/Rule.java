package io.millrace.server.x;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Predicate;

/**
 * A rule of an account.
 *
 * @param from when it has effect, in milliseconds since 1970
 */
record Rule(String id, String value, String tag, Predicate<Post> matches, long from) {
    ObjectNode json() {
        ObjectNode json = Json.object().put("id", id).put("value", value);
        return tag.isEmpty() ? json : json.put("tag", tag);
    }

    /** As it is listed with a post that it matches. */
    ObjectNode matching() {
        return Json.object().put("id", id).put("tag", tag);
    }
}
