package io.millrace.kinesis;

import io.millrace.api.ConnectorException;
import io.millrace.api.DataLossException;
import io.millrace.api.Event;
import io.millrace.api.Offsets;
import io.millrace.api.Options;
import io.millrace.api.Range;
import io.millrace.api.RangeReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.model.Record;

/**
 * Reads one range: from the record with which it begins until the record with which it ends was itself seen. No empty page, no
 * time and no failure ever ends it, so it is complete, or it says loudly that it is not.
 */
final class KinesisRangeReader implements RangeReader {
    private static final long FIRST_PAUSE = Duration.ofMillis(10).toNanos();
    private static final long LONGEST_PAUSE = Duration.ofSeconds(1).toNanos();

    private final StreamApi api;
    private final Range range;
    private final Position start;
    private final Position end;
    private final ShardCursor cursor;
    private final int limit;
    private final Duration patience;
    private final Deque<KinesisEvent> parts = new ArrayDeque<>();
    private Position position;
    private boolean lastSeen;
    private boolean done;

    private KinesisRangeReader(StreamApi api, Range range, Options options) {
        this.api = api;
        this.range = range;
        this.start = Position.parse(range.start());
        this.end = Position.parse(range.end());
        this.cursor = new ShardCursor(api, range.part(), start, range.end());
        this.limit = options.value(InputOptions.RECORDS_PER_CALL).intValue();
        this.patience = options.value(InputOptions.IDLE_TIMEOUT);
        this.position = start;
        this.done = start.compareTo(end) >= 0;
    }

    static KinesisRangeReader open(Range range, Options options) {
        return new KinesisRangeReader(StreamApi.of(options, Offsets.streamOf(range.partition())), range, options);
    }

    @Override
    public @Nullable Event next() throws IOException {
        while (!done) {
            KinesisEvent part = parts.poll();
            if (part != null) {
                return handOut(part);
            }
            if (lastSeen) {
                finish();
                break;
            }
            Record record = cursor.take();
            if (record == null) {
                more();
            } else if (!isBeyond(record)) {
                List<Aggregate.Part> inside = Aggregate.parts(record.data().asByteArrayUnsafe());
                lastSeen = end.kind() != Position.Kind.END
                        && record.sequenceNumber().equals(end.sequence());
                if (inside.isEmpty()) {
                    return handOut(new KinesisEvent(record, null));
                }
                inside.stream()
                        .map(one -> new KinesisEvent(record, one))
                        .filter(one -> isWithin(one.place()))
                        .forEach(parts::add);
            }
        }
        return null;
    }

    @Override
    public String position() {
        return position.text();
    }

    @Override
    public void close() {
        done = true;
        parts.clear();
    }

    private Event handOut(KinesisEvent event) {
        position = event.after();
        return event;
    }

    private boolean isWithin(Position place) {
        return place.compareTo(start) >= 0 && place.compareTo(end) < 0;
    }

    /** Whether a record comes after the last one. The last one itself must have come before. */
    private boolean isBeyond(Record record) {
        if (end.isEnd()) {
            return false;
        }
        int order = Position.compare(record.sequenceNumber(), end.sequence());
        if (order > 0) {
            throw lost("its last record is gone: retention was faster");
        }
        if (order == 0 && end.kind() == Position.Kind.AT && end.sub() == 0) {
            finish();
            return true;
        }
        return false;
    }

    private void finish() {
        done = true;
        position = end;
    }

    /** Waits for more records, which must come, or for the end of the shard, where that is the end of the range. */
    private void more() throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        long pause = FIRST_PAUSE;
        while (true) {
            if (cursor.ended()) {
                if (!end.isEnd()) {
                    throw lost("the shard ends before the range does");
                }
                finish();
                return;
            }
            cursor.fetch(limit);
            if (cursor.peek() != null) {
                return;
            }
            if (cursor.caughtUp() && !cursor.ended() && !end.isEnd()) {
                examineEnd();
            }
            if (System.nanoTime() > deadline) {
                throw ConnectorException.passing(
                        "Kinesis gave no records of '" + range.partition() + "' at " + position.text() + " for "
                                + patience.toSeconds() + " s, though there are some up to " + end.text()
                                + "; see option 'idleTimeout'",
                        new IOException("nothing came"));
            }
            if (!cursor.ended()) {
                Pace.pause(pause);
                pause = Math.min(pause * 2, LONGEST_PAUSE);
            }
        }
    }

    /** Looks whether the record with which the range ends is still there, where nothing comes any more. */
    private void examineEnd() throws IOException {
        try {
            new ShardCursor(api, range.part(), Position.at(end.sequence(), 0, end.asOf()), range.end()).confirm();
        } catch (DataLossException e) {
            throw lost("its last record is gone: retention was faster");
        }
    }

    private DataLossException lost(String what) {
        return new DataLossException(
                "'" + range.partition() + "' was to be read from " + position.text() + " to " + end.text() + ", but "
                        + what,
                Offsets.of(Map.of(range.partition(), range.end())));
    }
}
