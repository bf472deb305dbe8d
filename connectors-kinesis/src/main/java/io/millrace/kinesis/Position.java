package io.millrace.kinesis;

import io.millrace.api.ConnectorException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in one shard: the next to read. As text:
 *
 * <table>
 *   <caption>kinds</caption>
 *   <tr><td>{@code H@asOf}, or empty</td><td>the beginning of the shard</td></tr>
 *   <tr><td>{@code =F@asOf}</td><td>before record F, which was seen</td></tr>
 *   <tr><td>{@code =F#3@asOf}</td><td>before the fourth of the records that were aggregated into F</td></tr>
 *   <tr><td>{@code +X@asOf}</td><td>after record X, which was seen</td></tr>
 *   <tr><td>{@code E@asOf}</td><td>the shard is read to its end for good</td></tr>
 * </table>
 *
 * <p>{@code asOf} says up to which time of the server nothing was missed. It tells whether something was lost when a record is no
 * longer there, and nothing else: places that differ in it alone are the same.
 *
 * @param kind what it is relative to
 * @param sequence the sequence number of the record; empty for a beginning or an end
 * @param sub the place among records that were aggregated into one; 0 else
 * @param asOf milliseconds since 1970; negative if it is not known
 */
record Position(Kind kind, String sequence, int sub, long asOf) implements Comparable<Position> {
    /** What a position is relative to. */
    enum Kind {
        BEGINNING,
        AT,
        AFTER,
        END
    }

    private static final Pattern TEXT =
            Pattern.compile("(?:([HE])|([=+]?)([1-9]\\d{0,127})(?:#(\\d{1,9}))?)(?:@(\\d{1,18}))?");

    static Position beginning(long asOf) {
        return new Position(Kind.BEGINNING, "", 0, asOf);
    }

    static Position at(String sequence, int sub, long asOf) {
        return new Position(Kind.AT, sequence, sub, asOf);
    }

    static Position after(String sequence, long asOf) {
        return new Position(Kind.AFTER, sequence, 0, asOf);
    }

    static Position end(long asOf) {
        return new Position(Kind.END, "", 0, asOf);
    }

    /** What a text means; a bare sequence number is the record with that number. */
    static Position parse(String text) {
        if (text.isEmpty()) {
            return beginning(-1);
        }
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw ConnectorException.settings("'" + text
                    + "' is no position in a shard; expected earliest, latest, a sequence number, or a position as"
                    + " Millrace shows it");
        }
        long asOf = matcher.group(5) == null ? -1 : Long.parseLong(matcher.group(5));
        if (matcher.group(1) != null) {
            return matcher.group(1).equals("H") ? beginning(asOf) : end(asOf);
        }
        int sub = matcher.group(4) == null ? 0 : Integer.parseInt(matcher.group(4));
        return matcher.group(2).equals("+") ? after(matcher.group(3), asOf) : at(matcher.group(3), sub, asOf);
    }

    String text() {
        String time = asOf < 0 ? "" : "@" + asOf;
        return switch (kind) {
            case BEGINNING -> asOf < 0 ? "" : "H" + time;
            case AT -> "=" + sequence + (sub == 0 ? "" : String.format(Locale.ROOT, "#%d", sub)) + time;
            case AFTER -> "+" + sequence + time;
            case END -> "E" + time;
        };
    }

    /** Whether it names a record. */
    boolean anchored() {
        return kind == Kind.AT || kind == Kind.AFTER;
    }

    boolean isEnd() {
        return kind == Kind.END;
    }

    /** Whether nothing lies between, whatever was known when. */
    boolean samePlace(Position other) {
        return compareTo(other) == 0;
    }

    /** This place, with nothing missed up to a time. */
    Position asOf(long millis) {
        return new Position(kind, sequence, sub, millis);
    }

    /** By place, not by {@code asOf}. */
    @Override
    public int compareTo(Position other) {
        if (!anchored() || !other.anchored()) {
            return Integer.compare(rank(), other.rank());
        }
        int records = compare(sequence, other.sequence);
        return records != 0 ? records : Integer.compare(within(), other.within());
    }

    /** Compares two sequence numbers of one shard: whole numbers without leading zeros. */
    static int compare(String sequence, String other) {
        int lengths = Integer.compare(sequence.length(), other.length());
        return lengths != 0 ? lengths : sequence.compareTo(other);
    }

    private int rank() {
        return switch (kind) {
            case BEGINNING -> 0;
            case AT, AFTER -> 1;
            case END -> 2;
        };
    }

    private int within() {
        return kind == Kind.AFTER ? Integer.MAX_VALUE : sub;
    }
}
