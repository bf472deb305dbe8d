package io.millrace.mongodb;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCursor;
import io.millrace.api.Key;
import io.millrace.api.Lookup;
import io.millrace.api.Options;
import io.millrace.api.Row;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDecimal128;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonValue;
import org.bson.types.Decimal128;
import org.jspecify.annotations.Nullable;

/** Finds documents by {@code $in}, a thousand keys at a time. Safe for many threads. */
final class MongoLookup implements Lookup {
    private static final int MOST_KEYS = 1000;

    private final List<Field> keys;
    private final Projection keyProjection;
    private final Projection projection;
    private final BsonDocument asked;
    private final Clients.Lease client;
    private final String name;

    MongoLookup(List<String> keyColumns, List<String> columns, Options options, List<Field> all) {
        this.keyProjection = Projection.of(keyColumns, all, options);
        this.projection = Projection.of(columns, all, options);
        this.keys = keyColumns.stream()
                .map(column -> all.stream()
                        .filter(field -> field.name().equalsIgnoreCase(column))
                        .findFirst()
                        .orElseThrow())
                .toList();
        List<String> both = new ArrayList<>(columns);
        both.addAll(keyColumns);
        this.asked = Projection.of(both, all, options).asked();
        this.name = options.value(ConnectionOptions.DATABASE) + "." + options.value(ConnectionOptions.COLLECTION);
        this.client = Clients.of(options);
    }

    @Override
    public Map<Key, List<Row>> get(Set<Key> wanted) {
        Map<Key, List<Row>> found = new HashMap<>();
        List<Key> all = List.copyOf(wanted);
        for (int from = 0; from < all.size(); from += MOST_KEYS) {
            find(all.subList(from, Math.min(from + MOST_KEYS, all.size())), found);
        }
        return found;
    }

    private void find(List<Key> some, Map<Key, List<Row>> found) {
        Map<List<Object>, Key> byValues = new HashMap<>();
        some.forEach(key -> byValues.put(plain(key.values()), key));
        try (MongoCursor<BsonBytes> documents =
                client.collection().find(condition(some)).projection(asked).iterator()) {
            while (documents.hasNext()) {
                BsonBytes document = documents.next();
                List<Object> values = values(keyProjection.row(document));
                Key key = values == null ? null : byValues.get(values);
                if (key != null) {
                    found.computeIfAbsent(key, none -> new ArrayList<>()).add(projection.row(document));
                }
            }
        } catch (MongoException e) {
            throw MongoFailures.of("Looking up " + some.size() + " keys in " + name, e);
        }
    }

    private BsonDocument condition(List<Key> some) {
        if (keys.size() == 1) {
            BsonArray values = new BsonArray();
            some.forEach(key -> values.addAll(stored(keys.get(0), key.values().get(0))));
            return new BsonDocument(keys.get(0).name(), new BsonDocument("$in", values));
        }
        BsonArray any = new BsonArray();
        for (Key key : some) {
            BsonDocument all = new BsonDocument();
            for (int i = 0; i < keys.size(); i++) {
                List<BsonValue> values = stored(keys.get(i), key.values().get(i));
                all.append(
                        keys.get(i).name(),
                        values.size() == 1 ? values.get(0) : new BsonDocument("$in", new BsonArray(values)));
            }
            any.add(all);
        }
        return new BsonDocument("$or", any);
    }

    /** The values that a column shows as this one. */
    private static List<BsonValue> stored(Field column, Object value) {
        if (value instanceof String text) {
            return Queries.shownAs(text);
        } else if (value instanceof Integer number) {
            return List.of(new BsonInt32(number));
        } else if (value instanceof Long number) {
            return List.of(new BsonInt64(number));
        } else if (value instanceof Double || value instanceof Float) {
            return List.of(new BsonDouble(((Number) value).doubleValue()));
        } else if (value instanceof BigDecimal number) {
            return List.of(new BsonDecimal128(new Decimal128(number)));
        } else if (value instanceof Boolean flag) {
            return List.of(BsonBoolean.valueOf(flag));
        } else if (value instanceof Instant instant) {
            return List.of(new BsonDateTime(instant.toEpochMilli()));
        } else if (value instanceof LocalDate date) {
            return List.of(new BsonDateTime(date.toEpochDay() * 86_400_000));
        } else if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return List.of(new BsonBinary(bytes));
        }
        throw new IllegalArgumentException(
                "A key of column '" + column.name() + "' is a " + value.getClass().getName());
    }

    /** The key of a document, in the words of {@link #plain}; null if a part of it is null. */
    private @Nullable List<Object> values(BsonRow row) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            if (row.isNull(i)) {
                return null;
            }
            values.add(switch (keys.get(i).type().kind()) {
                case BOOLEAN -> row.booleanAt(i);
                case TINYINT, SMALLINT, INT, BIGINT -> row.longAt(i);
                case FLOAT, DOUBLE -> row.doubleAt(i);
                case DECIMAL -> row.decimalAt(i).stripTrailingZeros();
                case BINARY -> ByteBuffer.wrap(row.bytesAt(i));
                case DATE -> row.dateAt(i);
                case TIMESTAMP, TIMESTAMP_NTZ -> row.instantAt(i);
                case STRING, STRUCT, ARRAY, MAP -> new String(row.bytesAt(i), UTF_8);
            });
        }
        return values;
    }

    private static List<Object> plain(List<Object> values) {
        return values.stream().map(MongoLookup::plain).toList();
    }

    private static Object plain(Object value) {
        if (value instanceof Integer number) {
            return number.longValue();
        } else if (value instanceof Float number) {
            return number.doubleValue();
        }
        return value instanceof BigDecimal number ? number.stripTrailingZeros() : value;
    }

    @Override
    public void close() {
        client.close();
    }
}
