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
    /** The columns that are wanted, and behind them those of the key that are not among them. */
    private final Projection projection;

    /** For each part of the key its place there. */
    private final int[] keyPlaces;

    private final List<Type> wanted;
    private final BsonDocument asked;
    private final Clients.Lease client;
    private final String name;

    MongoLookup(List<String> keyColumns, List<String> columns, Options options, List<Field> all) {
        this.keys = fields(keyColumns, all);
        List<Field> both = new ArrayList<>(fields(columns, all));
        this.wanted = both.stream().map(Field::type).toList();
        keys.stream().filter(key -> !both.contains(key)).forEach(both::add);
        this.keyPlaces = keys.stream().mapToInt(both::indexOf).toArray();
        this.projection = Projection.of(both.stream().map(Field::name).toList(), all, options);
        this.asked = projection.asked();
        this.name = options.value(ConnectionOptions.DATABASE) + "." + options.value(ConnectionOptions.COLLECTION);
        this.client = Clients.of(options);
    }

    private static List<Field> fields(List<String> columns, List<Field> all) {
        return columns.stream().map(column -> Projection.field(column, all)).toList();
    }

    @Override
    public Map<Key, List<Row>> get(Set<Key> asked) {
        Map<Key, List<Row>> found = new HashMap<>(2 * asked.size());
        List<Key> all = List.copyOf(asked);
        for (int from = 0; from < all.size(); from += MOST_KEYS) {
            find(all.subList(from, Math.min(from + MOST_KEYS, all.size())), found);
        }
        return found;
    }

    private void find(List<Key> some, Map<Key, List<Row>> found) {
        Map<Object, Key> byValues = new HashMap<>(2 * some.size());
        some.forEach(key -> byValues.put(plain(key.values()), key));
        try (MongoCursor<BsonBytes> documents =
                client.collection().find(condition(some)).projection(asked).iterator()) {
            while (documents.hasNext()) {
                BsonRow row = projection.row(documents.next());
                Object values = values(row);
                Key key = values == null ? null : byValues.get(values);
                if (key != null) {
                    found.computeIfAbsent(key, none -> new ArrayList<>(1)).add(row.first(wanted));
                }
            }
        } catch (MongoException e) {
            throw MongoFailures.of("Looking up " + some.size() + " keys in " + name, e);
        }
    }

    private BsonDocument condition(List<Key> some) {
        if (keys.size() == 1) {
            BsonArray values = new BsonArray();
            for (Key key : some) {
                values.addAll(stored(keys.get(0), key.values().get(0)));
            }
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
        throw new IllegalArgumentException("A key of column '" + column.name() + "' is a "
                + value.getClass().getName());
    }

    /** The key of a document, in the words of {@link #plain(List)}; null if a part of it is null. */
    private @Nullable Object values(BsonRow row) {
        if (keyPlaces.length == 1) {
            return value(row, 0);
        }
        List<Object> values = new ArrayList<>(keyPlaces.length);
        for (int i = 0; i < keyPlaces.length; i++) {
            Object value = value(row, i);
            if (value == null) {
                return null;
            }
            values.add(value);
        }
        return values;
    }

    private @Nullable Object value(BsonRow row, int part) {
        int i = keyPlaces[part];
        if (row.isNull(i)) {
            return null;
        }
        return switch (keys.get(part).type().kind()) {
            case BOOLEAN -> row.booleanAt(i);
            case TINYINT, SMALLINT, INT, BIGINT -> row.longAt(i);
            case FLOAT, DOUBLE -> row.doubleAt(i);
            case DECIMAL -> row.decimalAt(i).stripTrailingZeros();
            case BINARY -> ByteBuffer.wrap(row.bytesAt(i));
            case DATE -> row.dateAt(i);
            case TIMESTAMP, TIMESTAMP_NTZ -> row.instantAt(i);
            case STRING, STRUCT, ARRAY, MAP -> new String(row.bytesAt(i), UTF_8);
        };
    }

    /** What is equal for equal keys: of a key of one part the part itself. */
    private static Object plain(List<Object> values) {
        return values.size() == 1
                ? plain(values.get(0))
                : values.stream().map(MongoLookup::plain).toList();
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
