package io.millrace.server.x;

import java.util.Set;
import java.util.function.Predicate;

/** Reads the part of X's language of rules that the stand-in knows. */
final class RuleParser {
    private static final Set<String> STANDALONE = Set.of("from", "to", "url", "conversation_id", "place_country");
    private static final Set<String> WITH_OTHERS = Set.of("lang", "is", "has", "sample");

    private final String text;
    private int at;
    private boolean standsAlone;

    private RuleParser(String text) {
        this.text = text;
    }

    /** @throws IllegalArgumentException which says what is wrong with it */
    static Predicate<Post> parse(String text) {
        RuleParser parser = new RuleParser(text);
        Predicate<Post> rule = parser.or();
        if (parser.at < text.length()) {
            throw new IllegalArgumentException("no viable alternative at character '" + text.charAt(parser.at) + "'");
        }
        if (!parser.standsAlone) {
            throw new IllegalArgumentException(
                    "Rule contains only conjunction-required operators, or only negated ones");
        }
        return rule;
    }

    private Predicate<Post> or() {
        Predicate<Post> either = and();
        while (word("OR")) {
            Predicate<Post> other = and();
            Predicate<Post> before = either;
            either = post -> before.test(post) || other.test(post);
        }
        return either;
    }

    private Predicate<Post> and() {
        Predicate<Post> all = term();
        for (blanks(); at < text.length() && text.charAt(at) != ')' && !ahead("OR"); blanks()) {
            Predicate<Post> next = term();
            Predicate<Post> before = all;
            all = post -> before.test(post) && next.test(post);
        }
        return all;
    }

    private Predicate<Post> term() {
        blanks();
        if (at == text.length()) {
            throw new IllegalArgumentException("the rule ends where a term is expected");
        }
        char first = text.charAt(at);
        if (first == '-') {
            at++;
            if (at < text.length() && text.charAt(at) == '(') {
                throw new IllegalArgumentException("a group cannot be negated");
            }
            boolean before = standsAlone;
            Predicate<Post> not = term().negate();
            standsAlone = before;
            return not;
        }
        if (first == '(') {
            at++;
            Predicate<Post> group = or();
            blanks();
            if (at == text.length() || text.charAt(at) != ')') {
                throw new IllegalArgumentException("a parenthesis is not closed");
            }
            at++;
            return group;
        }
        if (first == '"') {
            standsAlone = true;
            String phrase = quoted();
            return post -> post.says(phrase);
        }
        return named(bare());
    }

    private Predicate<Post> named(String term) {
        if (term.isEmpty()) {
            throw new IllegalArgumentException("no viable alternative at character '" + text.charAt(at) + "'");
        }
        String rest = term.substring(1);
        int colon = term.indexOf(':');
        String operator = colon < 0 ? "" : term.substring(0, colon);
        standsAlone |= !WITH_OTHERS.contains(operator);
        switch (term.charAt(0)) {
            case '#' -> {
                return post -> post.has("hashtags", "tag", rest);
            }
            case '@' -> {
                return post -> post.has("mentions", "username", rest);
            }
            case '$' -> {
                return post -> post.has("cashtags", "tag", rest);
            }
            default -> {}
        }
        if (colon < 0) {
            return post -> post.says(term);
        }
        if (!STANDALONE.contains(operator) && !WITH_OTHERS.contains(operator)) {
            throw new IllegalArgumentException("Reference to invalid operator '" + operator + "'");
        }
        String value = term.substring(colon + 1);
        return operator(operator, value.isEmpty() && at < text.length() && text.charAt(at) == '"' ? quoted() : value);
    }

    private static Predicate<Post> operator(String operator, String value) {
        return switch (operator) {
            case "from" -> post -> post.isUser(post.data().path("author_id"), value);
            case "to" -> post -> post.isUser(post.data().path("in_reply_to_user_id"), value);
            case "url" ->
                post -> post.data().path("entities").path("urls").toString().contains(value);
            case "conversation_id" ->
                post -> post.data().path("conversation_id").asText().equals(value);
            case "place_country" -> post -> country(post, value);
            case "lang" -> post -> post.data().path("lang").asText().equals(value);
            case "is" -> is(value);
            case "has" -> has(value);
            default -> sample(value);
        };
    }

    private static boolean country(Post post, String value) {
        for (var place : post.line().path("includes").path("places")) {
            if (place.path("country_code").asText().equalsIgnoreCase(value)) {
                return true;
            }
        }
        return false;
    }

    private static Predicate<Post> is(String value) {
        return switch (value) {
            case "retweet" -> post -> post.refers("retweeted");
            case "reply" -> post -> post.refers("replied_to");
            case "quote" -> post -> post.refers("quoted");
            case "verified" ->
                post -> post.line()
                        .path("includes")
                        .path("users")
                        .path(0)
                        .path("verified")
                        .asBoolean();
            case "nullcast" -> post -> false;
            default -> throw new IllegalArgumentException("Reference to invalid operator 'is:" + value + "'");
        };
    }

    private static Predicate<Post> has(String value) {
        return switch (value) {
            case "hashtags", "mentions" ->
                post -> !post.data().path("entities").path(value).isEmpty();
            case "links" -> post -> !post.data().path("entities").path("urls").isEmpty();
            case "media", "images" ->
                post -> !post.data().path("attachments").path("media_keys").isEmpty();
            case "geo" -> post -> post.data().has("geo");
            default -> throw new IllegalArgumentException("Reference to invalid operator 'has:" + value + "'");
        };
    }

    private static Predicate<Post> sample(String value) {
        int percent = value.matches("[1-9][0-9]?|100") ? Integer.parseInt(value) : 0;
        if (percent == 0) {
            throw new IllegalArgumentException("sample: takes a number from 1 to 100");
        }
        return post -> Math.floorMod(post.data().path("id").asText().hashCode(), 100) < percent;
    }

    private String quoted() {
        int end = text.indexOf('"', at + 1);
        if (end < 0) {
            throw new IllegalArgumentException("a quotation mark is not closed");
        }
        String phrase = text.substring(at + 1, end);
        at = end + 1;
        return phrase;
    }

    private String bare() {
        int start = at;
        while (at < text.length() && " ()\"".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(start, at);
    }

    private boolean ahead(String word) {
        return text.startsWith(word, at)
                && (at + word.length() == text.length() || text.charAt(at + word.length()) == ' ');
    }

    private boolean word(String word) {
        blanks();
        if (!ahead(word)) {
            return false;
        }
        at += word.length();
        return true;
    }

    private void blanks() {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
    }
}
