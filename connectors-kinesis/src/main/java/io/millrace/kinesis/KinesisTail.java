package io.millrace.kinesis;

import io.millrace.api.Event;
import io.millrace.api.Offsets;
import io.millrace.api.Options;
import io.millrace.api.Tail;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.model.Record;

/** Follows one shard by asking for its records again and again, not more often than the user wants. */
final class KinesisTail implements Tail {
    private static final int LIMIT = 1_000;

    private final ShardCursor cursor;
    private final Position start;
    private final long interval;
    private final Deque<KinesisEvent> parts = new ArrayDeque<>();
    private Position position;
    private long nextFetch = System.nanoTime();

    private KinesisTail(StreamApi api, String partition, Position start, Duration interval) {
        String shard = partition.substring(partition.lastIndexOf('/') + 1);
        this.cursor = new ShardCursor(api, shard, start, "");
        this.start = start;
        this.interval = interval.toNanos();
        this.position = start;
    }

    static KinesisTail open(String partition, String start, Options options) {
        StreamApi api = StreamApi.of(options);
        if (!Offsets.streamOf(partition).equals(api.stream())) {
            throw new IllegalArgumentException("'" + partition + "' is no shard of '" + api.stream() + "'");
        }
        return new KinesisTail(api, partition, Position.parse(start), options.value(InputOptions.POLL_INTERVAL));
    }

    @Override
    public @Nullable Event poll(Duration timeout) throws IOException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            KinesisEvent event = next();
            if (event != null) {
                position = event.after();
                return event;
            }
            long now = System.nanoTime();
            if (ended() || now >= deadline) {
                return null;
            }
            if (nextFetch - now > 0) {
                Pace.pause(Math.min(nextFetch, deadline) - now);
            } else {
                nextFetch = now + interval;
                cursor.fetch(LIMIT);
            }
        }
    }

    @Override
    public boolean ended() {
        return parts.isEmpty() && cursor.ended();
    }

    @Override
    public String position() {
        if (ended() && !position.isEnd()) {
            position = Position.end(position.asOf());
        }
        return position.text();
    }

    @Override
    public void close() {}

    private @Nullable KinesisEvent next() {
        KinesisEvent part = parts.poll();
        for (Record record = part == null ? cursor.take() : null; record != null; record = cursor.take()) {
            List<Aggregate.Part> inside = Aggregate.parts(record.data().asByteArrayUnsafe());
            if (inside.isEmpty()) {
                return new KinesisEvent(record, null);
            }
            for (Aggregate.Part one : inside) {
                KinesisEvent event = new KinesisEvent(record, one);
                if (event.place().compareTo(start) >= 0) {
                    parts.add(event);
                }
            }
            part = parts.poll();
            if (part != null) {
                return part;
            }
        }
        return part;
    }
}
