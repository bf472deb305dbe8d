package io.millrace.mongodb;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.mongodb.MongoClientSettings;
import com.mongodb.MongoNamespace;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import io.millrace.api.Event;
import io.millrace.api.Header;
import io.millrace.mongodb.ChangesOptions.Json;
import io.millrace.mongodb.ChangesOptions.Shape;
import java.io.StringWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.bson.codecs.Codec;
import org.bson.codecs.EncoderContext;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriter;
import org.bson.json.JsonWriterSettings;
import org.jspecify.annotations.Nullable;

/**
 * A change as an event, whose parts are written when they are asked for.
 *
 * @param of what is watched, whose name tells the namespace where the server does not
 */
record Change(ChangeStreamDocument<RawBsonDocument> event, Watched of, Shape shape, Json json) implements Event {
    private static final Codec<ChangeStreamDocument<RawBsonDocument>> CODEC = codec();
    private static final JsonWriterSettings RELAXED =
            JsonWriterSettings.builder().outputMode(JsonMode.RELAXED).build();
    private static final JsonWriterSettings CANONICAL =
            JsonWriterSettings.builder().outputMode(JsonMode.EXTENDED).build();

    @SuppressWarnings("unchecked")
    private static Codec<ChangeStreamDocument<RawBsonDocument>> codec() {
        return (Codec<ChangeStreamDocument<RawBsonDocument>>) (Codec<?>)
                ChangeStreamDocument.createCodec(RawBsonDocument.class, MongoClientSettings.getDefaultCodecRegistry());
    }

    /** The document's key, as JSON; null where it is a collection that changes. */
    @Override
    public byte @Nullable [] key() {
        BsonDocument key = event.getDocumentKey();
        return key == null ? null : key.toJson(settings()).getBytes(UTF_8);
    }

    @Override
    public byte @Nullable [] value() {
        if (shape == Shape.DOCUMENT) {
            RawBsonDocument document = event.getFullDocument();
            return document == null ? null : document.toJson(settings()).getBytes(UTF_8);
        }
        StringWriter text = new StringWriter();
        CODEC.encode(
                new JsonWriter(text, settings()),
                event,
                EncoderContext.builder().build());
        return text.toString().getBytes(UTF_8);
    }

    @Override
    public List<Header> headers() {
        List<Header> headers = new ArrayList<>();
        add(headers, "operationType", event.getOperationTypeString());
        MongoNamespace namespace = event.getNamespace();
        add(headers, "namespace", namespace == null ? of.name() : namespace.getFullName());
        MongoNamespace to = event.getDestinationNamespace();
        add(headers, "to", to == null ? null : to.getFullName());
        add(headers, "clusterTime", Place.shown(Changes.time(event)));
        add(
                headers,
                "wallTime",
                event.getWallTime() == null
                        ? null
                        : wallTime(event.getWallTime().getValue()));
        add(
                headers,
                "txnNumber",
                event.getTxnNumber() == null
                        ? null
                        : Long.toString(event.getTxnNumber().getValue()));
        return headers;
    }

    private static String wallTime(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }

    private static void add(List<Header> headers, String name, @Nullable String value) {
        if (value != null) {
            headers.add(new Header(name, value.getBytes(UTF_8)));
        }
    }

    /** The cluster time, in whole seconds. */
    @Override
    public long timestampMicros() {
        return Place.seconds(Changes.time(event)) * 1_000_000;
    }

    @Override
    public String position() {
        return Place.before(Walk.token(event), Changes.time(event)).text();
    }

    private JsonWriterSettings settings() {
        return json == Json.CANONICAL ? CANONICAL : RELAXED;
    }
}
