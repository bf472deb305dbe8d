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

/** Follows one shard: by asking for its records again and again, or as Kinesis pushes them. */
final class KinesisTail implements Tail {
    /** How old the time of a position may become while nothing comes. */
    private static final long RENEWED = Duration.ofHours(1).toMillis();

    private final ShardCursor cursor;
    private final Supply supply;
    private final Position start;
    private final Deque<KinesisEvent> parts = new ArrayDeque<>();
    private Position position;

    private KinesisTail(ShardCursor cursor, Supply supply, Position start) {
        this.cursor = cursor;
        this.supply = supply;
        this.start = start;
        this.position = start;
    }

    static KinesisTail open(String partition, String from, Options options) throws IOException {
        return open(partition, from, options, FanOut.LEAST);
    }

    /** A tail that lets so much time pass between two subscriptions. */
    static KinesisTail open(String partition, String from, Options options, Duration between) throws IOException {
        StreamApi api = StreamApi.of(options, Offsets.streamOf(partition));
        String shard = partition.substring(partition.lastIndexOf('/') + 1);
        Position start = Position.parse(from);
        ShardCursor cursor = new ShardCursor(api, shard, start, "");
        Polling polling = new Polling(cursor, options.value(InputOptions.POLL_INTERVAL));
        boolean pushed = options.value(InputOptions.CONSUMER) == InputOptions.Consumer.FANOUT && !start.isEnd();
        Supply supply = pushed
                ? new FanOut(Connection.pushing(options), Consumers.arn(api, options), shard, cursor, polling, between)
                : polling;
        return new KinesisTail(cursor, supply, start);
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
            long left = deadline - System.nanoTime();
            if (ended() || left <= 0) {
                return null;
            }
            supply.more(left);
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
        } else if (parts.isEmpty() && cursor.quietUntil() - position.asOf() > RENEWED && position.asOf() >= 0) {
            position = position.asOf(cursor.quietUntil());
        }
        return position.text();
    }

    @Override
    public void close() {
        supply.close();
    }

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
