package io.millrace.mongodb;

import io.millrace.api.Options;
import io.millrace.api.WriteTask;
import java.util.List;
import org.bson.BsonArray;
import org.bson.BsonBinaryWriter;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.jspecify.annotations.Nullable;

/**
 * Which epoch of which query wrote a document, kept in a field of it, so that a late attempt of an older epoch finds that a newer
 * one was there. Immutable.
 *
 * @param field the name of the field
 */
record Guard(String field, String query, long epoch) {
    private static final String QUERY = "query";
    private static final String EPOCH = "epoch";

    /** The guard of a task; null if the user has asked for none. */
    static @Nullable Guard of(WriteTask task, Options options) {
        return options.find(OutputOptions.GUARD_FIELD)
                .map(field -> new Guard(field, task.query(), task.epoch()))
                .orElse(null);
    }

    void write(BsonBinaryWriter writer) {
        writer.writeStartDocument(field);
        writer.writeString(QUERY, query);
        writer.writeInt64(EPOCH, epoch);
        writer.writeEndDocument();
    }

    /** The condition that chooses what another one chooses, unless a newer epoch of this query has written it. */
    BsonDocument unlessNewer(BsonDocument filter) {
        return filter.append("$nor", new BsonArray(List.of(newer())));
    }

    /** The condition that chooses what another one chooses, if a newer epoch of this query has written it. */
    BsonDocument ifNewer(BsonDocument filter) {
        filter.putAll(newer());
        return filter;
    }

    private BsonDocument newer() {
        return new BsonDocument(field + "." + QUERY, new BsonString(query))
                .append(field + "." + EPOCH, new BsonDocument("$gt", new BsonInt64(epoch)));
    }
}
