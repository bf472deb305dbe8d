package io.millrace.kinesis;

import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kinesis.model.ExpiredIteratorException;
import software.amazon.awssdk.services.kinesis.model.Record;

/**
 * Finds the newest record of each open shard. An iterator behind it is kept, so that a shard that is looked at often enough costs
 * one call; losing the iterators costs calls and nothing else. Where more came than one page holds, it jumps to what came in the
 * last second: a time says where to look, and the record that is found there is the answer. Safe for many threads, each with a
 * shard of its own.
 */
final class Heads {
    private static final int PAGE = 1_000;
    /** A shard takes no more in some seconds. */
    private static final int LARGE_PAGE = 10_000;

    private static final long SECOND = 1_000;
    private static final int FARTHER = 64;
    /** In so many milliseconds a shard takes few pages. */
    private static final long RECENT = 30 * SECOND;

    private final StreamApi api;
    private final Fan fan;
    private final Map<String, Head> known = new ConcurrentHashMap<>();

    /** How far a shard was seen; {@code first} is the number with which that shard began. */
    private record Head(String first, Position at, @Nullable String next) {}

    Heads(StreamApi api, Fan fan) {
        this.api = api;
        this.fan = fan;
    }

    /** How far each shard goes now: closed ones to their end, others to the newest record. */
    SortedMap<String, Position> look(StreamApi.Shards listed, long retention) throws IOException {
        SortedMap<String, Shard> open = new TreeMap<>(listed.byId());
        open.values().removeIf(Shard::closed);
        known.keySet().retainAll(open.keySet());
        SortedMap<String, Position> heads = fan.each(open, (id, shard) -> look(shard, listed.time(), retention));
        listed.byId().forEach((id, shard) -> heads.putIfAbsent(id, Position.end(listed.time())));
        return heads;
    }

    /** The first record that arrived at that time or later, as the service finds it; null if there is none now. */
    @Nullable
    Record firstSince(String shard, long millis) throws IOException {
        Page page = firstPage(shard, StreamApi.Place.since(millis), 1);
        return page.isEmpty() ? null : page.records().get(0);
    }

    private Position look(Shard shard, long now, long retention) throws IOException {
        Head last = known.get(shard.id());
        if (last != null && !last.first().equals(shard.first())) {
            last = null;
        }
        Head head;
        try {
            Page page = last == null ? null : pageAfter(shard.id(), last);
            head = last == null || page == null || !page.caughtUp()
                    ? jump(shard, page, now, retention)
                    : headOf(shard, page, last.at());
        } catch (SdkException e) {
            throw KinesisFailures.of(e, "look at '" + api.stream() + "/" + shard.id() + "'");
        }
        if (last != null && head.at().compareTo(last.at()) < 0) {
            return last.at();
        }
        known.put(shard.id(), head);
        return head.at();
    }

    /** What came since a shard was last looked at; null if its iterator does not serve any more. */
    private @Nullable Page pageAfter(String shard, Head last) throws IOException {
        try {
            return last.next() == null ? null : someOrAll(shard, last.next(), PAGE);
        } catch (ExpiredIteratorException e) {
            return null;
        }
    }

    /**
     * The newest record, found by time: looks back farther and farther until something is there, and then closer. Where nothing came
     * in the last second, but not long before it, the pages behind the one that is here already are quicker.
     */
    private Head jump(Shard shard, @Nullable Page before, long now, long retention) throws IOException {
        long back = SECOND;
        long nothingSince = now;
        long since = now - back;
        Page page = firstPage(shard.id(), StreamApi.Place.since(since), LARGE_PAGE);
        if (page.isEmpty() && before != null && !before.isEmpty() && now - Places.arrival(before.last()) < RECENT) {
            page = lastAfter(shard.id(), before, now);
        }
        for (boolean whole = false; page.isEmpty() && !whole; ) {
            nothingSince = since;
            back *= FARTHER;
            since = now - back;
            whole = back >= retention;
            page = firstPage(shard.id(), whole ? StreamApi.Place.horizon() : StreamApi.Place.since(since), PAGE);
        }
        while (!page.caughtUp() && nothingSince - since > SECOND) {
            long middle = since + (nothingSince - since) / 2;
            Page nearer = firstPage(shard.id(), StreamApi.Place.since(middle), PAGE);
            if (nearer.isEmpty()) {
                nothingSince = middle;
            } else {
                since = middle;
                page = nearer;
            }
        }
        Head head = headOf(shard, page, Position.beginning(now));
        return page.caughtUp() || page.isEmpty() ? head : walk(shard, head.at(), now);
    }

    /** The last page that holds records, from one on. What arrives meanwhile need not be in. */
    private Page lastAfter(String shard, Page page, long now) throws IOException {
        Page last = page;
        while (!last.caughtUp() && last.next() != null && Places.arrival(last.last()) <= now + SECOND) {
            Page more = someOrAll(shard, last.next(), LARGE_PAGE);
            last = more.isEmpty() ? new Page(last.records(), more.next(), true) : more;
        }
        return last;
    }

    /** The newest record from a place near it on. What arrives meanwhile need not be in. */
    private Head walk(Shard shard, Position near, long now) throws IOException {
        ShardCursor cursor = new ShardCursor(api, shard.id(), near, "");
        while (!cursor.caughtUp() && !cursor.ended() && cursor.position().asOf() <= now + SECOND) {
            cursor.fetch(LARGE_PAGE);
            cursor.takeAll();
        }
        return new Head(shard.first(), cursor.position(), cursor.iterator());
    }

    private static Head headOf(Shard shard, Page page, Position before) {
        return new Head(shard.first(), page.isEmpty() ? before : Places.after(page.last()), page.next());
    }

    private Page firstPage(String shard, StreamApi.Place place, int limit) throws IOException {
        try {
            return someOrAll(shard, api.iterator(shard, place), limit);
        } catch (SdkException e) {
            throw KinesisFailures.of(e, "look at '" + api.stream() + "/" + shard + "'");
        }
    }

    /** The next page that holds records; an empty one only if there are no more now. */
    private Page someOrAll(String shard, String iterator, int limit) throws IOException {
        Page page = api.records(shard, iterator, limit);
        while (page.isEmpty() && !page.caughtUp() && page.next() != null) {
            page = api.records(shard, page.next(), limit);
        }
        return page;
    }
}
