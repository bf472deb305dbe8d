package io.millrace.mongodb;

import io.millrace.api.ConnectorException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonTimestamp;

/**
 * A place in a stream of changes: the next to read. As text, with {@code time} as {@code seconds.number}:
 *
 * <table>
 *   <caption>kinds</caption>
 *   <tr><td>empty</td><td>the oldest change that is still kept</td></tr>
 *   <tr><td>{@code @time}</td><td>the first change at that time or later</td></tr>
 *   <tr><td>{@code =token@time}</td><td>before the event with that token, which was received</td></tr>
 *   <tr><td>{@code +token@time}</td><td>after the event with that token, which was received</td></tr>
 * </table>
 *
 * <p>Tokens are those of MongoDB, in hex; their order as text is the order of the events.
 *
 * @param kind what it is relative to
 * @param token the event's token; empty if it is relative to none
 * @param time the cluster time of the event, or that it is relative to; 0 if it is not known
 */
record Place(Kind kind, String token, long time) {
    /** What a place is relative to. */
    enum Kind {
        BEGINNING,
        TIME,
        AT,
        AFTER
    }

    private static final Pattern TEXT = Pattern.compile("(?:([=+]?)([0-9A-Fa-f]+))?(?:@(\\d{1,10})\\.(\\d{1,10}))?");
    private static final String DATA = "_data";

    static Place at(long time) {
        return new Place(Kind.TIME, "", time);
    }

    static Place before(String token, long time) {
        return new Place(Kind.AT, token, time);
    }

    static Place after(String token, long time) {
        return new Place(Kind.AFTER, token, time);
    }

    /** What a text means; a bare token is the place after its event, as MongoDB has it. */
    static Place parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        boolean understood = matcher.matches();
        long time = understood && matcher.group(3) != null
                ? time(Long.parseLong(matcher.group(3)), Long.parseLong(matcher.group(4)))
                : 0;
        if (!understood || ("=".equals(matcher.group(1)) && time == 0)) {
            throw ConnectorException.settings("'" + text
                    + "' is no position in a stream of changes; expected earliest, latest, the _data of a resume token, or a"
                    + " position as Millrace shows it");
        }
        if (matcher.group(2) == null) {
            return time == 0 ? new Place(Kind.BEGINNING, "", 0) : at(time);
        }
        return "=".equals(matcher.group(1)) ? before(matcher.group(2), time) : after(matcher.group(2), time);
    }

    String text() {
        String at = time == 0 ? "" : "@" + shown(time);
        return switch (kind) {
            case BEGINNING -> "";
            case TIME -> at;
            case AT -> "=" + token + at;
            case AFTER -> "+" + token + at;
        };
    }

    /** Whether an event is before this place. */
    boolean isAfter(String other, long otherTime) {
        return switch (kind) {
            case BEGINNING -> false;
            case TIME -> otherTime < time;
            case AT -> other.compareTo(token) < 0;
            case AFTER -> other.compareTo(token) <= 0;
        };
    }

    /** Whether no event can lie between this place and an end, going by what both tell. */
    boolean hasReached(Place end) {
        if (!token.isEmpty() && !end.token.isEmpty()) {
            int order = token.compareTo(end.token);
            return order > 0 || (order == 0 && (kind == Kind.AFTER || end.kind == Kind.AT));
        }
        return time > 0 && end.time > 0 && time > end.time;
    }

    BsonDocument resumeToken() {
        return new BsonDocument(DATA, new BsonString(token));
    }

    BsonTimestamp timestamp() {
        return new BsonTimestamp(time);
    }

    static String token(BsonDocument resumeToken) {
        if (!resumeToken.isString(DATA)) {
            throw ConnectorException.settings("The server's resume tokens are of an old kind (" + resumeToken.toJson()
                    + "); MongoDB 4.2 or later is needed");
        }
        return resumeToken.getString(DATA).getValue();
    }

    /** The cluster time that MongoDB begins its tokens with; empty for other servers. */
    static Optional<Long> timeOf(String token) {
        return token.startsWith("82") && token.length() >= 18
                ? Optional.of(Long.parseUnsignedLong(token, 2, 18, 16))
                : Optional.empty();
    }

    static long time(long seconds, long number) {
        return seconds << 32 | number;
    }

    static long seconds(long time) {
        return time >>> 32;
    }

    static String shown(long time) {
        return seconds(time) + "." + (time & 0xFFFF_FFFFL);
    }
}
