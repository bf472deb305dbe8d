package io.millrace.x;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.api.Event;
import io.millrace.api.Header;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Posts as they are published, and as they should arrive. */
final class Posts {
    /** The id of the first rule of an account. */
    private static final String FIRST_RULE = "1273026480692322304";

    private Posts() {}

    /** A post of this number, to which the rule {@code millrace} applies. */
    static String line(int number) {
        return line(number, "post " + number + " of the millrace, für alle 🌊");
    }

    static String line(int number, String text) {
        return "{\"data\":" + data(number, text) + "}";
    }

    static List<String> lines(int from, int to) {
        return IntStream.range(from, to).mapToObj(Posts::line).toList();
    }

    static String id(int number) {
        return Long.toString(567_467_577_643_000_000L + number);
    }

    static List<String> ids(int from, int to) {
        return IntStream.range(from, to).mapToObj(Posts::id).toList();
    }

    /** The post as it should arrive by the rule with the tag {@code all}. */
    static Event event(int number, String text) {
        String value = "{\"data\":" + data(number, text) + ",\"matching_rules\":[{\"id\":\"" + FIRST_RULE
                + "\",\"tag\":\"all\"}]}";
        return Event.of(
                id(number).getBytes(UTF_8),
                value.getBytes(UTF_8),
                List.of(new Header("rule", "all".getBytes(UTF_8))),
                (1_700_000_000_000L + number) * 1_000,
                "");
    }

    /** The text of an event's part; empty if there is none. */
    static String text(byte @Nullable [] bytes) {
        return bytes == null ? "" : new String(bytes, UTF_8);
    }

    private static String data(int number, String text) {
        return "{\"id\":\"" + id(number) + "\",\"text\":\"" + text + "\",\"created_at\":\""
                + java.time.Instant.ofEpochMilli(1_700_000_000_000L + number) + "\",\"edit_history_tweet_ids\":[\""
                + id(number) + "\"]}";
    }
}
