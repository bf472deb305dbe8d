package io.millrace.mongodb;

import com.mongodb.client.ChangeStreamIterable;
import com.mongodb.client.model.changestream.FullDocument;
import com.mongodb.client.model.changestream.FullDocumentBeforeChange;
import io.millrace.api.Options;
import io.millrace.mongodb.ChangesOptions.Image;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.bson.BsonInt32;

/**
 * How changes are asked for.
 *
 * @param stages what events go through on the server
 * @param full the document that updates come with
 * @param before the document before the change
 * @param size how many events are fetched at once
 * @param patience how long the server may wait for something to come
 */
record Query(
        List<BsonDocument> stages, FullDocument full, FullDocumentBeforeChange before, int size, Duration patience) {
    private static final Duration SHORT = Duration.ofMillis(10);

    /** Whole events, as a task reads them. */
    static Query whole(Options options) {
        return new Query(
                Stages.of(options).list(),
                switch (options.value(ChangesOptions.FULL_DOCUMENT)) {
                    case NONE -> FullDocument.DEFAULT;
                    case REQUIRED -> FullDocument.REQUIRED;
                    case WHENAVAILABLE -> FullDocument.WHEN_AVAILABLE;
                    case UPDATELOOKUP -> FullDocument.UPDATE_LOOKUP;
                },
                before(options.value(ChangesOptions.BEFORE)),
                Math.toIntExact(options.value(ChangesOptions.FETCH_SIZE)),
                SHORT);
    }

    private static FullDocumentBeforeChange before(Image image) {
        return switch (image) {
            case REQUIRED -> FullDocumentBeforeChange.REQUIRED;
            case WHENAVAILABLE -> FullDocumentBeforeChange.WHEN_AVAILABLE;
            case NONE, UPDATELOOKUP -> FullDocumentBeforeChange.DEFAULT;
        };
    }

    /** The same events, but only by what they are known. */
    Query known(String... more) {
        BsonDocument fields = new BsonDocument();
        for (String field : List.of("_id", "operationType", "clusterTime")) {
            fields.append(field, new BsonInt32(1));
        }
        for (String field : more) {
            fields.append(field, new BsonInt32(1));
        }
        List<BsonDocument> all = new ArrayList<>(stages);
        all.add(new BsonDocument("$project", fields));
        return new Query(all, FullDocument.DEFAULT, FullDocumentBeforeChange.DEFAULT, size, patience);
    }

    <T> ChangeStreamIterable<T> on(ChangeStreamIterable<T> changes) {
        return changes.fullDocument(full)
                .fullDocumentBeforeChange(before)
                .batchSize(size)
                .maxAwaitTime(patience.toMillis(), TimeUnit.MILLISECONDS);
    }
}
