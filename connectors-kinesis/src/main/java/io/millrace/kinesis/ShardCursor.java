package io.millrace.kinesis;

import io.millrace.api.DataLossException;
import io.millrace.api.Offsets;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kinesis.model.ExpiredIteratorException;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;

/**
 * Reads the stored records of one shard from a position on. Iterators are hints: sequence numbers alone decide what is next. Where
 * the position names a record, that record must come first; so what was trimmed meanwhile is noticed, whichever way it shows: the
 * service begins silently at the oldest record, refuses the number, or answers with empty pages for ever. One thread.
 */
final class ShardCursor {
    /** Empty pages after which it is looked at whether the record is still there. */
    private static final int SUSPICIOUS = 8;

    private static final int REOPENINGS = 4;
    /** The least time that Kinesis keeps records, with an hour for clocks that differ. */
    private static final Duration SURELY_KEPT = Duration.ofHours(23);

    /** By how much clocks differ, and how late a record may be seen. */
    private static final Duration CLOCKS = Duration.ofMinutes(10);

    private final StreamApi api;
    private final String shard;
    private final String rest;
    private final Deque<Record> pending = new ArrayDeque<>();
    private Position at;
    private @Nullable String iterator;
    private boolean awaiting;
    private boolean horizon;
    private int empty;
    private boolean caughtUp;
    private boolean ended;
    private long quiet = -1;

    /**
     * A cursor.
     *
     * @param rest where to go on if records are gone and none is left, as text of a position
     */
    ShardCursor(StreamApi api, String shard, Position start, String rest) {
        this.api = api;
        this.shard = shard;
        this.rest = rest;
        this.at = start;
        this.awaiting = start.anchored();
        this.ended = start.isEnd();
    }

    /** Before the next record, whether that is here already or not; after the last one at the end of the shard too. */
    Position position() {
        return at;
    }

    /** The next record that is here already, or null. */
    @Nullable
    Record take() {
        Record record = pending.poll();
        if (record != null) {
            horizon = false;
            at = Position.after(
                    record.sequenceNumber(),
                    record.approximateArrivalTimestamp().toEpochMilli());
        }
        return record;
    }

    /** Steps over all records that are here already. */
    void takeAll() {
        Record last = pending.peekLast();
        if (last != null) {
            horizon = false;
            at = Places.after(last);
            pending.clear();
        }
    }

    /** Where the service goes on; null if that is to be found first. A hint, and only right when nothing is here. */
    @Nullable
    String iterator() {
        return iterator;
    }

    /** The record that {@link #take} gives next, or null if none is here. */
    @Nullable
    Record peek() {
        return pending.peek();
    }

    /** Whether everything that the shard will ever hold was taken. */
    boolean ended() {
        return ended && pending.isEmpty();
    }

    /** Whether there was no more when it was last asked. */
    boolean caughtUp() {
        return caughtUp;
    }

    /** Asks for at most so many more records. None may come: see {@link #caughtUp} and {@link #ended}. */
    void fetch(int limit) throws IOException {
        for (int opened = 0; !ended; ) {
            try {
                if (iterator == null) {
                    opened++;
                    iterator = open();
                }
                accept(api.records(shard, iterator, limit));
                return;
            } catch (ExpiredIteratorException e) {
                reopen(false);
                throwAfter(opened, e);
            } catch (InvalidArgumentException | ResourceNotFoundException e) {
                if (e instanceof ResourceNotFoundException && (horizon || !awaiting) && isGone()) {
                    throw lost("it is gone, before it was read to its end", null);
                }
                boolean known = awaiting && !horizon;
                reopen(known);
                throwAfter(known ? opened : REOPENINGS, e);
            } catch (SdkException e) {
                throw failure(e);
            }
        }
    }

    /** Begins again where it stands, as when it was made: to be called when nothing is here, before records come another way. */
    void reanchor() {
        iterator = null;
        if (!horizon) {
            reopen(false);
        }
    }

    /** The number of the record with which what comes another way is to begin; null: with the oldest that there is. */
    @Nullable
    String anchor() throws IOException {
        checkAge();
        return at.anchored() && !horizon ? at.sequence() : null;
    }

    /** Takes what came another way than by {@link #fetch}. */
    void pushed(Page page) throws IOException {
        accept(page);
        iterator = null;
    }

    /** Whether what comes is known to go on where this cursor stands; else {@link #fetch} finds out. */
    boolean isSure() {
        return !awaiting;
    }

    /** Whether the record at which it begins did not come when it should have: only {@link #fetch} can tell why. */
    boolean doubts() {
        return awaiting && horizon;
    }

    /** Up to when it is sure that nothing came that it has not given, in milliseconds since 1970; negative if that is not known. */
    long quietUntil() {
        return pending.isEmpty() ? quiet : -1;
    }

    /** Asks until it is sure that the record at which it begins is there, or that nothing before it was lost. */
    void confirm() throws IOException {
        checkAge();
        while (awaiting) {
            fetch(horizon ? 1_000 : 1);
        }
    }

    private String open() throws IOException {
        checkAge();
        return api.iterator(
                shard, at.anchored() && !horizon ? StreamApi.Place.at(at.sequence()) : StreamApi.Place.horizon());
    }

    /** Nothing tells what was at the beginning of a shard, so only time tells whether it may be gone. */
    private void checkAge() throws IOException {
        if (at.kind() == Position.Kind.BEGINNING && at.asOf() >= 0) {
            Duration age = Duration.ofMillis(System.currentTimeMillis() - at.asOf());
            if (age.compareTo(SURELY_KEPT) > 0 && !isKept()) {
                throw lost("it was to be read from its beginning, and records may have been too old since", null);
            }
        }
    }

    private void reopen(boolean atHorizon) {
        iterator = null;
        if (!pending.isEmpty()) {
            // What is here stays; what comes again is left out by its number.
            return;
        }
        awaiting = at.anchored();
        horizon = atHorizon;
        empty = 0;
    }

    private void accept(Page page) throws IOException {
        caughtUp = page.caughtUp();
        iterator = page.next();
        for (Record record : page.records()) {
            offer(record);
        }
        if (awaiting) {
            empty++;
            if (horizon && page.caughtUp()) {
                gone(null);
            } else if (!horizon && (page.caughtUp() || empty >= SUSPICIOUS)) {
                reopen(true);
                return;
            }
        }
        ended = page.next() == null && !awaiting;
        quiet = page.caughtUp() && page.isEmpty() && !awaiting ? System.currentTimeMillis() - CLOCKS.toMillis() : -1;
    }

    private void offer(Record record) throws IOException {
        String number = record.sequenceNumber();
        if (awaiting) {
            int order = Position.compare(number, at.sequence());
            if (order < 0) {
                return;
            }
            if (order > 0) {
                gone(record);
            }
            awaiting = false;
            if (order == 0 && at.kind() == Position.Kind.AFTER) {
                return;
            }
        }
        Record last = pending.peekLast();
        String before = last != null ? last.sequenceNumber() : at.kind() == Position.Kind.AFTER ? at.sequence() : "";
        if (Position.compare(number, before) > 0) {
            pending.add(record);
        }
    }

    /** The record at which it begins is not there any more. That is no loss if it was read and nothing came for long after it. */
    private void gone(@Nullable Record first) throws IOException {
        if (at.kind() != Position.Kind.AFTER || !isKept()) {
            throw lost("record " + at.sequence() + " is gone: retention was faster", first);
        }
        awaiting = false;
    }

    private boolean isKept() throws IOException {
        StreamApi.Summary now = api.summary();
        return now != null && at.asOf() >= now.time() - now.retention();
    }

    private boolean isGone() throws IOException {
        StreamApi.Shards listed = api.shards();
        return listed == null || !listed.byId().containsKey(shard);
    }

    private DataLossException lost(String what, @Nullable Record first) {
        String id = api.stream() + "/" + shard;
        String resume = first == null ? rest : Places.before(first).text();
        return new DataLossException(
                "'" + id + "' was to be read at " + at.text() + ", but " + what, Offsets.of(Map.of(id, resume)));
    }

    private void throwAfter(int opened, SdkException e) {
        if (opened >= REOPENINGS) {
            throw failure(e);
        }
    }

    private RuntimeException failure(SdkException e) {
        return KinesisFailures.of(e, "read '" + api.stream() + "/" + shard + "' at " + at.text());
    }
}
