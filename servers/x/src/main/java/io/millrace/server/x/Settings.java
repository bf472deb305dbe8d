package io.millrace.server.x;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What the service grants an account, and how it behaves towards it.
 *
 * @param backfillMinutes the most minutes of back-fill; 0: the account has none
 * @param connections how many connections at once
 * @param whenTaken what happens to a further one
 * @param connects how many connections in a window, and half of how many changes of rules
 * @param windowSeconds how long a window is
 * @param rules how many rules
 * @param ruleLength how many characters a rule may have
 * @param ruleDelayMillis how long a change of rules takes to have effect
 * @param keepAliveMillis how long nothing may be sent before an empty line is
 * @param chunk the most bytes of a chunk, which then has any length up to this; 0: a chunk for each line
 * @param bufferBytes how much may wait for a slow reader before it is cut off
 * @param cutMillis how long a connection lives on average before it is cut, in any of the ways; 0: for ever
 * @param renamed whether the renamed fields have their new names
 * @param everything whether posts come to which no rule applies, as if all rules did: for a demo with any posts
 * @param stamp whether a post gets the time at which it is published as its time
 */
record Settings(
        int backfillMinutes,
        int connections,
        WhenTaken whenTaken,
        int connects,
        int windowSeconds,
        int rules,
        int ruleLength,
        long ruleDelayMillis,
        long keepAliveMillis,
        int chunk,
        long bufferBytes,
        long cutMillis,
        boolean renamed,
        boolean everything,
        boolean stamp) {
    /** What happens to a connection beyond those granted: the pages of X disagree. */
    enum WhenTaken {
        /** It is answered with 429. */
        REFUSE,
        /** It is told so by a line of its stream, which then ends. */
        TELL,
        /** It takes the place of the oldest. */
        REPLACE
    }

    /** What a small account has. */
    static final Settings SMALL =
            new Settings(0, 1, WhenTaken.REFUSE, 50, 900, 1_000, 1_024, 0, 20_000, 0, 8 << 20, 0, false, false, true);

    /** These, but for what is given. */
    Settings with(ObjectNode given) {
        return new Settings(
                number(given, "backfillMinutes", backfillMinutes),
                number(given, "connections", connections),
                WhenTaken.valueOf(given.path("whenTaken").asText(whenTaken.name())),
                number(given, "connects", connects),
                number(given, "windowSeconds", windowSeconds),
                number(given, "rules", rules),
                number(given, "ruleLength", ruleLength),
                given.path("ruleDelayMillis").asLong(ruleDelayMillis),
                given.path("keepAliveMillis").asLong(keepAliveMillis),
                number(given, "chunk", chunk),
                given.path("bufferBytes").asLong(bufferBytes),
                given.path("cutMillis").asLong(cutMillis),
                given.path("renamed").asBoolean(renamed),
                given.path("everything").asBoolean(everything),
                given.path("stamp").asBoolean(stamp));
    }

    private static int number(JsonNode given, String name, int otherwise) {
        return given.path(name).asInt(otherwise);
    }
}
