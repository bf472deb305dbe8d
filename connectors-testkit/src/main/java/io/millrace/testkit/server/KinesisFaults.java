package io.millrace.testkit.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What Kinesis does now and then and its emulators never do. Safe for many threads; what is changed takes effect with the next
 * call.
 */
public final class KinesisFaults {
    /** What asking for a record shows that retention has removed. */
    public enum Trimmed {
        /** Reading begins silently at the oldest record that is left. */
        SILENT,
        /** The number is refused. */
        REFUSED,
        /** Empty pages come for ever, that say that they are behind. */
        EMPTY
    }

    private final Random random = new Random(7);
    private final Map<String, BigInteger> trimmed = new ConcurrentHashMap<>();
    private final Set<String> expired = ConcurrentHashMap.newKeySet();
    private final Set<String> hidden = ConcurrentHashMap.newKeySet();
    private final Map<String, String> refused = new ConcurrentHashMap<>();
    private volatile Trimmed face = Trimmed.SILENT;
    private volatile double share;
    private volatile double empty;
    private volatile boolean shortPages;
    private volatile long disorder;
    private volatile long delay;
    private volatile double refusedEntries;
    private volatile long lasts = Duration.ofMinutes(5).toNanos();
    private volatile long held = Duration.ofSeconds(5).toNanos();

    KinesisFaults() {}

    /** This share of all calls goes wrong, each in one of the ways in which it can: throttled, expired, empty, broken. */
    public void someCalls(double shareOfCalls) {
        share = shareOfCalls;
    }

    /** This share of all pages comes empty, and says that there is more. */
    public void emptyPages(double shareOfPages) {
        empty = shareOfPages;
    }

    /** Pages hold fewer records than were asked for and are there. */
    public void shortPages(boolean on) {
        shortPages = on;
    }

    /** Arrival times go back and forth by up to so much against the order of the records. */
    public void disorder(Duration most) {
        disorder = most.toMillis();
    }

    /** Records can be read only so long after they were taken. */
    public void delay(Duration visible) {
        delay = visible.toMillis();
    }

    /** Removes what is older than a record, of one shard. */
    public void trim(String stream, String shard, String sequence, Trimmed shows) {
        face = shows;
        trimmed.put(stream + "/" + shard, new BigInteger(sequence));
    }

    /** A shard is no longer listed, and there is nothing to be had from it. */
    public void forget(String stream, String shard) {
        hidden.add(stream + "/" + shard);
    }

    /** A stream says that it keeps records for so short that all that was ever read may be too old. */
    public void expire(String stream) {
        expired.add(stream);
    }

    /** All calls of an action are answered with an error of that type, such as {@code AccessDeniedException}. */
    public void refuse(String action, String type) {
        refused.put(action, type);
    }

    /** This share of the records of a {@code PutRecords} is throttled, and the others are taken. */
    public void someEntries(double shareOfEntries) {
        refusedEntries = shareOfEntries;
    }

    /** How long a subscription lasts, and for how long it cannot be taken by another subscriber; with Kinesis 5 minutes and 5 seconds. */
    public void subscriptions(Duration last, Duration keep) {
        lasts = last.toNanos();
        held = keep.toNanos();
    }

    /** Everything is well again; what was trimmed stays so. */
    public void none() {
        share = 0;
        empty = 0;
        shortPages = false;
        disorder = 0;
        delay = 0;
        refused.clear();
        refusedEntries = 0;
    }

    @Nullable
    String refusal(String action) {
        String type = refused.get(action);
        if (type != null || share == 0 || !happens(share)) {
            return type;
        }
        boolean expires = action.equals("GetRecords") && happens(0.3);
        return expires ? "ExpiredIteratorException" : "ProvisionedThroughputExceededException";
    }

    /** Whether a page comes empty although there is more. */
    boolean comesEmpty() {
        return share + empty > 0 && happens(share + empty);
    }

    long subscriptionLasts() {
        return lasts;
    }

    long subscriptionHeld() {
        return held;
    }

    /** Whether a subscription breaks before its next event. */
    boolean breaksPush() {
        return share > 0 && happens(share);
    }

    boolean refusesEntry() {
        return refusedEntries > 0 && happens(refusedEntries);
    }

    int limit(int asked) {
        return shortPages ? 1 + (int) ((asked - 1) * next()) % 7 : asked;
    }

    boolean isHidden(String place) {
        return hidden.contains(place);
    }

    Trimmed face() {
        return face;
    }

    boolean isTrimmed(String place, String sequence) {
        BigInteger first = trimmed.get(place);
        return first != null && new BigInteger(sequence).compareTo(first) < 0;
    }

    boolean isExpired(String stream) {
        return expired.contains(stream);
    }

    /** Leaves out what is trimmed, and what is not to be seen yet; answers whether anything of the latter was there. */
    boolean thin(String place, ObjectNode page) {
        ArrayNode kept = page.arrayNode();
        boolean early = false;
        for (JsonNode one : page.path("Records")) {
            ObjectNode record = (ObjectNode) one;
            double arrived = record.path("ApproximateArrivalTimestamp").asDouble();
            early = early || arrived * 1000 > System.currentTimeMillis() - delay;
            if (early && delay > 0) {
                continue;
            }
            if (disorder > 0) {
                int number = record.path("SequenceNumber").asText().hashCode();
                record.put("ApproximateArrivalTimestamp", arrived - Math.floorMod(number * 31L, disorder) / 1000.0);
            }
            if (!isTrimmed(place, record.path("SequenceNumber").asText())) {
                kept.add(record);
            }
        }
        page.set("Records", kept);
        return early && delay > 0;
    }

    private boolean happens(double likely) {
        return next() < likely;
    }

    private synchronized double next() {
        return random.nextDouble();
    }
}
