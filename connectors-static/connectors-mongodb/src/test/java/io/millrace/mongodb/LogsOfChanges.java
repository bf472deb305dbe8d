package io.millrace.mongodb;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.api.Event;
import io.millrace.api.LogConnector;
import io.millrace.api.Options;
import io.millrace.testkit.Cannot;
import io.millrace.testkit.LogUnderTest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.types.Binary;

/** What the suites of logs ask, answered by the changes of collections: each is a partition. */
interface LogsOfChanges extends LogUnderTest {
    @Override
    default LogConnector connector() {
        return new PlainChanges();
    }

    @Override
    default Map<String, String> create(int partitions) {
        return Watching.options(Watching.create(partitions), "value", "document", "fullDocument", "required");
    }

    @Override
    default void append(Options log, int partition, List<String> values) {
        Watching.collection(name(log, partition))
                .insertMany(
                        values.stream().map(value -> new Document("v", value)).toList());
    }

    @Override
    default void appendExactly(Options log, int partition, List<Event> events) {
        Instant past = Instant.now().minus(Duration.ofMinutes(1));
        for (Event event : events) {
            if (event.key() == null || event.key().length == 0) {
                throw Cannot.show("every document has an _id");
            } else if (event.value() == null || event.value().length == 0) {
                throw Cannot.show("a document that was inserted is never missing or empty");
            } else if (!event.headers().isEmpty()) {
                throw Cannot.show("a document has no headers; those of a change are MongoDB's");
            } else if (Instant.EPOCH
                    .plus(event.timestampMicros(), ChronoUnit.MICROS)
                    .isBefore(past)) {
                throw Cannot.show("MongoDB itself dates changes");
            }
            Watching.collection(name(log, partition))
                    .insertOne(
                            new Document("_id", new String(event.key(), UTF_8)).append("v", new Binary(event.value())));
        }
    }

    @Override
    default void addPartition(Options log) {
        throw Cannot.show("which collections are watched is an option, and a database is one partition");
    }

    @Override
    default void replacePartition(Options log, int partition) {
        throw Cannot.show("the changes of a collection do not end");
    }

    @Override
    default void dropOldest(Options log, int partition, int events) {
        Watching.forgetBefore(name(log, partition), events);
    }

    @Override
    default void delete(Options log) {
        throw Cannot.show("to drop a collection is one of its changes, and nothing is lost by it");
    }

    @Override
    default void recreate(Options log) {
        throw Cannot.show("to drop a collection is one of its changes, and those of the next of its name follow");
    }

    @Override
    default Map.Entry<String, Map<String, String>> missing() {
        Watching.create(1);
        return Map.entry("nowhere", Watching.options(List.of("nowhere")));
    }

    static String name(Options log, int partition) {
        return log.value(ChangesOptions.COLLECTIONS).get(partition);
    }
}
