package io.millrace.kinesis;

import io.millrace.api.Budget;
import io.millrace.api.ConnectorException;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.services.kinesis.model.Record;

/**
 * How far a batch goes in one shard when it is limited. Records and bytes are counted by walking them, so the driver receives
 * them too; a time span is found by one look. Either way the end is a record that was seen. Safe for many threads, each with a shard
 * of its own.
 */
final class Limits {
    private static final int PAGE = 1_000;
    private static final int MOST_EMPTY = 100;

    private final StreamApi api;
    private final Heads heads;
    private final Map<String, ShardCursor> walks = new ConcurrentHashMap<>();

    Limits(StreamApi api, Heads heads) {
        this.api = api;
        this.heads = heads;
    }

    /** Whether a budget limits anything. */
    static boolean limited(Budget budget) {
        return !budget.equals(Budget.UNLIMITED);
    }

    /** The budget of one of several shards. */
    static Budget share(Budget budget, int shards) {
        return new Budget(
                budget.records() == Long.MAX_VALUE ? Long.MAX_VALUE : Math.max(1, budget.records() / shards),
                budget.bytes() == Long.MAX_VALUE ? Long.MAX_VALUE : Math.max(1, budget.bytes() / shards),
                budget.span());
    }

    /**
     * The end of a batch that begins before {@code head}: after at least one record, and not after the head.
     *
     * @param now the server's time at which the head was seen
     */
    Position end(String shard, Position from, Position head, Budget budget, long now) throws IOException {
        Position end = head;
        if (!budget.span().equals(Budget.UNLIMITED.span())) {
            end = earlier(end, within(shard, from, head, budget.span().toMillis(), now));
        }
        boolean counted = budget.records() != Long.MAX_VALUE || budget.bytes() != Long.MAX_VALUE;
        return counted ? walk(shard, from, end, budget) : end;
    }

    private Position within(String shard, Position from, Position head, long span, long now) throws IOException {
        long begun =
                from.kind() == Position.Kind.BEGINNING || from.asOf() < 0 ? firstArrival(shard, from) : from.asOf();
        if (begun < 0 || begun + span > now) {
            return head;
        }
        Record found = heads.firstSince(shard, begun + span);
        if (found == null) {
            return head;
        }
        // Times need not grow with the numbers: what is found may lie before, and then one page is progress enough.
        Position after = Places.after(found);
        return after.compareTo(from) > 0 ? after : walk(shard, from, head, Budget.ofRecords(PAGE));
    }

    private long firstArrival(String shard, Position from) throws IOException {
        ShardCursor cursor = new ShardCursor(api, shard, from, "");
        while (cursor.peek() == null && !cursor.ended() && !cursor.caughtUp()) {
            cursor.fetch(1);
        }
        Record first = cursor.peek();
        return first == null ? -1 : Places.arrival(first);
    }

    private Position walk(String shard, Position from, Position to, Budget budget) throws IOException {
        ShardCursor kept = walks.remove(shard);
        ShardCursor cursor = kept != null && kept.position().samePlace(from)
                ? kept
                : new ShardCursor(api, shard, from, Position.beginning(-1).text());
        Position end = from;
        long records = 0;
        long bytes = 0;
        int empty = 0;
        while (records < budget.records() && end.compareTo(to) < 0) {
            Record next = cursor.peek();
            if (next == null && cursor.ended()) {
                return to;
            } else if (next == null) {
                checkProgress(shard, from, empty++);
                cursor.fetch((int) Math.min(PAGE, budget.records() - records));
                continue;
            }
            empty = 0;
            long size = (long) next.data().asByteArrayUnsafe().length
                    + next.partitionKey().length();
            if (records > 0 && bytes + size > budget.bytes()) {
                break;
            }
            if (Places.before(next).compareTo(to) >= 0) {
                return to;
            }
            cursor.take();
            end = Places.after(next);
            records++;
            bytes += size;
        }
        walks.put(shard, cursor);
        return earlier(end, to);
    }

    private void checkProgress(String shard, Position from, int empty) {
        if (empty > MOST_EMPTY) {
            throw ConnectorException.passing(
                    "Kinesis gave no records of '" + api.stream() + "/" + shard + "' at " + from.text() + " in " + empty
                            + " calls, though there are some",
                    new IOException("nothing came"));
        }
    }

    private static Position earlier(Position one, Position other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
