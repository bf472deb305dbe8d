package io.millrace.mongodb;

import io.millrace.api.Options;
import io.millrace.api.WriteTask;
import java.util.List;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.io.BsonOutput;
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

    /** Adds the field to a document. */
    void write(BsonOutput document) {
        Bson.element(document, Bson.DOCUMENT, field);
        int begun = Bson.begin(document);
        Bson.element(document, Bson.STRING, QUERY);
        document.writeString(query);
        Bson.element(document, Bson.INT64, EPOCH);
        document.writeInt64(epoch);
        Bson.end(document, begun);
    }

    /** The condition that chooses what another one chooses, unless a newer epoch of this query has written it. */
    BsonDocument unlessNewer(BsonDocument filter) {
        return copy(filter).append("$nor", new BsonArray(List.of(newer())));
    }

    /** The condition that chooses what another one chooses, if a newer epoch of this query has written it. */
    BsonDocument ifNewer(BsonDocument filter) {
        BsonDocument both = copy(filter);
        both.putAll(newer());
        return both;
    }

    private static BsonDocument copy(BsonDocument filter) {
        BsonDocument copy = new BsonDocument();
        copy.putAll(filter);
        return copy;
    }

    private BsonDocument newer() {
        return new BsonDocument(field + "." + QUERY, new BsonString(query))
                .append(field + "." + EPOCH, new BsonDocument("$gt", new BsonInt64(epoch)));
    }
}
