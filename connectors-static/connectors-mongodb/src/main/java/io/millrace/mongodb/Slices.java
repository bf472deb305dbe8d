package io.millrace.mongodb;

import com.mongodb.client.MongoCollection;
import io.millrace.api.Slice;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;
import org.jspecify.annotations.Nullable;

/**
 * How a collection is cut: into ranges of {@code _id} in MongoDB's own order of values of all types. They are compared by
 * {@code $expr}, which knows that order; an ordinary condition compares with values of one type alone and would leave out the
 * others, and NaN.
 *
 * @param min the first {@code _id}; null if there is none before
 * @param isAfter whether {@code min} itself is left out
 * @param max the end, exclusive; null if there is none after
 * @param isOrdered whether documents are read in the order of {@code _id}, so that reading can go on after one
 */
record Slices(@Nullable BsonValue min, boolean isAfter, @Nullable BsonValue max, boolean isOrdered) {
    private static final JsonWriterSettings EXACT =
            JsonWriterSettings.builder().outputMode(JsonMode.EXTENDED).build();
    private static final int SAMPLES_PER_SLICE = 20;
    private static final String ID = "_id";

    static final Slices ALL = new Slices(null, false, null, false);

    static Slices parse(Slice slice) {
        BsonDocument token = BsonDocument.parse(slice.token());
        return new Slices(
                token.get("min"), token.containsKey("after"), token.get("max"), token.containsKey("ordered"));
    }

    Slice slice() {
        BsonDocument token = new BsonDocument();
        if (min != null) {
            token.append("min", min);
        }
        if (isAfter) {
            token.append("after", BsonBoolean.TRUE);
        }
        if (max != null) {
            token.append("max", max);
        }
        if (isOrdered) {
            token.append("ordered", BsonBoolean.TRUE);
        }
        return new Slice(token.toJson(EXACT), List.of());
    }

    /** What is left behind a document. */
    Slices after(BsonValue id) {
        return new Slices(id, true, max, isOrdered);
    }

    /** The condition on documents; empty for all. */
    BsonDocument condition() {
        BsonArray both = new BsonArray();
        if (min != null) {
            both.add(compare(isAfter ? "$gt" : "$gte", min));
        }
        if (max != null) {
            both.add(compare("$lt", max));
        }
        return switch (both.size()) {
            case 0 -> new BsonDocument();
            case 1 -> new BsonDocument("$expr", both.get(0));
            default -> new BsonDocument("$expr", new BsonDocument("$and", both));
        };
    }

    private static BsonDocument compare(String operator, BsonValue value) {
        return new BsonDocument(
                operator, new BsonArray(List.of(new BsonString("$" + ID), new BsonDocument("$literal", value))));
    }

    /** Cuts a collection by a sample of its ids. */
    static List<Slices> cut(MongoCollection<BsonDocument> collection, int wanted, boolean isOrdered) {
        Slices all = new Slices(null, false, null, isOrdered);
        if (wanted <= 1) {
            return List.of(all);
        }
        List<BsonValue> sample = new ArrayList<>();
        for (BsonDocument document : collection
                .aggregate(List.of(
                        new BsonDocument(
                                "$sample",
                                new BsonDocument("size", new BsonInt32(Math.multiplyExact(wanted, SAMPLES_PER_SLICE)))),
                        new BsonDocument("$project", new BsonDocument(ID, new BsonInt32(1))),
                        new BsonDocument("$sort", new BsonDocument(ID, new BsonInt32(1)))))) {
            BsonValue id = document.get(ID);
            // A sample may hold a document twice.
            if (id != null && (sample.isEmpty() || !sample.get(sample.size() - 1).equals(id))) {
                sample.add(id);
            }
        }
        List<Slices> slices = new ArrayList<>();
        BsonValue from = null;
        int last = 0;
        for (int i = 1; i < wanted; i++) {
            int place = (int) ((long) sample.size() * i / wanted);
            if (place > last) {
                slices.add(new Slices(from, false, sample.get(place), isOrdered));
                from = sample.get(place);
                last = place;
            }
        }
        slices.add(new Slices(from, false, null, isOrdered));
        return slices;
    }
}
