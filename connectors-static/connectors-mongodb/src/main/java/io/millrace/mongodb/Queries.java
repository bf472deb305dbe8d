package io.millrace.mongodb;

import io.millrace.api.Filter;
import io.millrace.api.Filter.Comparison;
import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDecimal128;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonNull;
import org.bson.BsonObjectId;
import org.bson.BsonRegularExpression;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Filters in the words of MongoDB, where they come to the same. Null stands for what cannot be said.
 *
 * <p>While values that do not fit their column are made null, a document can be null in a row and not null in MongoDB: then
 * conditions on nulls are not said, and the others choose too many rows, which the caller chooses from again.
 */
final class Queries {
    private static final long MILLIS_OF_DAY = 86_400_000;
    private static final Pattern OBJECT_ID = Pattern.compile("[0-9a-f]{24}");
    private static final Pattern UUIDS = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    /** What a text column shows beside text. */
    private static final BsonArray SHOWN_AS_TEXT = new BsonArray(List.of(
            new BsonString("objectId"),
            new BsonString("binData"),
            new BsonString("object"),
            new BsonString("array"),
            new BsonString("regex"),
            new BsonString("javascript"),
            new BsonString("timestamp"),
            new BsonString("minKey"),
            new BsonString("maxKey")));

    private final List<Field> columns;
    private final boolean isStrict;

    /**
     * A condition in MongoDB's words.
     *
     * @param isExact whether it chooses no more rows than the filter
     */
    record Query(BsonDocument condition, boolean isExact) {}

    /**
     * The words for some columns.
     *
     * @param isStrict whether a value that does not fit its column ends the query
     */
    Queries(List<Field> columns, boolean isStrict) {
        this.columns = columns;
        this.isStrict = isStrict;
    }

    /** The filters that the caller must apply, too. */
    List<Filter> remaining(List<Filter> filters) {
        List<Filter> remaining = new ArrayList<>(filters);
        remaining.removeIf(filter -> {
            Query query = of(filter);
            return isStrict && query != null && query.isExact();
        });
        return remaining;
    }

    /** The conditions of all filters that can be said. */
    List<BsonDocument> conditions(List<Filter> filters) {
        return filters.stream()
                .map(this::of)
                .filter(Objects::nonNull)
                .map(Query::condition)
                .toList();
    }

    private @Nullable Query of(Filter filter) {
        if (filter instanceof Filter.Compare compare) {
            return compare(compare);
        } else if (filter instanceof Filter.In in) {
            return in(in);
        } else if (filter instanceof Filter.IsNull isNull) {
            Type type = type(isNull.column());
            return type == null || !isStrict || type.kind() == Kind.ARRAY
                    ? null
                    : exact(new BsonDocument(isNull.column(), BsonNull.VALUE));
        } else if (filter instanceof Filter.Not not) {
            Query query = of(not.filter());
            return query == null || !query.isExact()
                    ? null
                    : exact(new BsonDocument("$nor", new BsonArray(List.of(query.condition()))));
        }
        return anyOf(((Filter.AnyOf) filter).filters());
    }

    private @Nullable Query anyOf(List<Filter> filters) {
        if (filters.isEmpty()) {
            return exact(nothing());
        }
        BsonArray any = new BsonArray();
        boolean isExact = true;
        for (Filter filter : filters) {
            Query query = of(filter);
            if (query == null) {
                return null;
            }
            any.add(query.condition());
            isExact &= query.isExact();
        }
        return new Query(new BsonDocument("$or", any), isExact);
    }

    private @Nullable Query compare(Filter.Compare compare) {
        String column = compare.column();
        Comparison comparison = compare.comparison();
        Serializable value = compare.value();
        Type type = type(column);
        if (type == null) {
            return null;
        } else if (type.kind() == Kind.STRING && value instanceof String text) {
            return text(column, comparison, text);
        } else if (type.kind() == Kind.DATE && value instanceof LocalDate date) {
            return exact(date(column, comparison, date));
        } else if (value instanceof Instant instant
                && (type.kind() == Kind.TIMESTAMP || type.kind() == Kind.TIMESTAMP_NTZ)) {
            return exact(instant(column, comparison, instant));
        } else if (type.kind() == Kind.BOOLEAN && value instanceof Boolean flag) {
            return exact(condition(column, comparison, BsonBoolean.valueOf(flag)));
        } else if ((type.kind() == Kind.DOUBLE || type.kind() == Kind.FLOAT)
                && (value instanceof Double || value instanceof Float)) {
            return exact(floating(column, comparison, ((Number) value).doubleValue()));
        }
        BsonValue number = type.kind().isNumber() ? number(value) : null;
        return number == null ? null : exact(condition(column, comparison, number));
    }

    private @Nullable Query in(Filter.In in) {
        if (in.values().isEmpty()) {
            return type(in.column()) == null ? null : exact(nothing());
        }
        List<Filter> each = new ArrayList<>();
        in.values().forEach(value -> each.add(new Filter.Compare(in.column(), Comparison.EQUAL, value)));
        Query any = anyOf(each);
        BsonArray values = new BsonArray();
        if (any == null) {
            return null;
        }
        for (BsonValue one : any.condition().getArray("$or")) {
            // An index serves one $in better than many branches of an $or.
            BsonValue equal = one.asDocument().get(in.column());
            if (equal == null) {
                return any;
            } else if (!equal.isDocument()) {
                values.add(equal);
            } else if (equal.asDocument().containsKey("$in")) {
                values.addAll(equal.asDocument().getArray("$in"));
            } else {
                return any;
            }
        }
        return exact(new BsonDocument(in.column(), new BsonDocument("$in", values)));
    }

    /** Text is compared with ids in hex and with JSON, too, where a column shows them. */
    private static @Nullable Query text(String column, Comparison comparison, String text) {
        if (comparison == Comparison.EQUAL) {
            return text.startsWith("{") || text.startsWith("[")
                    ? null
                    : exact(new BsonDocument(column, new BsonDocument("$in", shownAs(text))));
        }
        BsonDocument condition = comparison == Comparison.STARTS_WITH
                ? new BsonDocument(column, new BsonRegularExpression("^" + escaped(text)))
                : condition(column, comparison, new BsonString(text));
        BsonDocument others = new BsonDocument(column, new BsonDocument("$type", SHOWN_AS_TEXT));
        return new Query(new BsonDocument("$or", new BsonArray(List.of(condition, others))), false);
    }

    /** The values that a text column shows as this text. */
    static BsonArray shownAs(String text) {
        BsonArray values = new BsonArray(List.of(new BsonString(text)));
        if (OBJECT_ID.matcher(text).matches()) {
            values.add(new BsonObjectId(new ObjectId(text)));
        } else if (UUIDS.matcher(text).matches()) {
            values.add(new BsonBinary(UUID.fromString(text)));
        }
        return values;
    }

    private static String escaped(String text) {
        return text.replaceAll("[\\\\^$.|?*+()\\[\\]{}]", "\\\\$0");
    }

    /** In Spark NaN is greater than all numbers, and equals itself; in MongoDB it is only equal to itself. */
    private static BsonDocument floating(String column, Comparison comparison, double value) {
        BsonDocument isNan = new BsonDocument(column, new BsonDouble(Double.NaN));
        if (!Double.isNaN(value)) {
            BsonDocument condition = condition(column, comparison, new BsonDouble(value));
            return switch (comparison) {
                case GREATER, AT_LEAST -> new BsonDocument("$or", new BsonArray(List.of(condition, isNan)));
                case LESS, AT_MOST -> new BsonDocument("$and", new BsonArray(List.of(condition, nor(isNan))));
                case EQUAL, STARTS_WITH -> condition;
            };
        }
        BsonDocument isNull = new BsonDocument(column, BsonNull.VALUE);
        return switch (comparison) {
            case EQUAL, AT_LEAST -> isNan;
            case AT_MOST -> nor(isNull);
            case LESS -> nor(isNull, isNan);
            case GREATER, STARTS_WITH -> nothing();
        };
    }

    /** A day has many milliseconds. */
    private static BsonDocument date(String column, Comparison comparison, LocalDate date) {
        BsonDateTime start = new BsonDateTime(date.toEpochDay() * MILLIS_OF_DAY);
        BsonDateTime end = new BsonDateTime(start.getValue() + MILLIS_OF_DAY);
        return switch (comparison) {
            case EQUAL ->
                new BsonDocument(
                        "$and",
                        new BsonArray(List.of(
                                condition(column, Comparison.AT_LEAST, start),
                                condition(column, Comparison.LESS, end))));
            case LESS -> condition(column, Comparison.LESS, start);
            case AT_MOST -> condition(column, Comparison.LESS, end);
            case GREATER -> condition(column, Comparison.AT_LEAST, end);
            case AT_LEAST -> condition(column, Comparison.AT_LEAST, start);
            case STARTS_WITH -> nothing();
        };
    }

    /** A document holds milliseconds, and an instant is between two of them. */
    private static BsonDocument instant(String column, Comparison comparison, Instant instant) {
        long floor = instant.toEpochMilli();
        boolean isExact = Instant.ofEpochMilli(floor).equals(instant);
        BsonDateTime at = new BsonDateTime(floor);
        if (isExact) {
            return condition(column, comparison, at);
        }
        return switch (comparison) {
            case LESS, AT_MOST -> condition(column, Comparison.AT_MOST, at);
            case GREATER, AT_LEAST -> condition(column, Comparison.GREATER, at);
            case EQUAL, STARTS_WITH -> nothing();
        };
    }

    private static @Nullable BsonValue number(Serializable value) {
        if (value instanceof Integer number) {
            return new BsonInt32(number);
        } else if (value instanceof Long number) {
            return new BsonInt64(number);
        } else if (value instanceof BigDecimal number && number.precision() <= 34) {
            return new BsonDecimal128(new Decimal128(number));
        }
        return null;
    }

    private static BsonDocument condition(String column, Comparison comparison, BsonValue value) {
        return switch (comparison) {
            case EQUAL -> new BsonDocument(column, value);
            case LESS -> new BsonDocument(column, new BsonDocument("$lt", value));
            case AT_MOST -> new BsonDocument(column, new BsonDocument("$lte", value));
            case GREATER -> new BsonDocument(column, new BsonDocument("$gt", value));
            case AT_LEAST -> new BsonDocument(column, new BsonDocument("$gte", value));
            case STARTS_WITH -> nothing();
        };
    }

    private static BsonDocument nothing() {
        return nor(new BsonDocument());
    }

    private static BsonDocument nor(BsonDocument... conditions) {
        return new BsonDocument("$nor", new BsonArray(List.of(conditions)));
    }

    private static Query exact(BsonDocument condition) {
        return new Query(condition, true);
    }

    /** The type of a column or a field of a struct; null if it cannot be named in a query. */
    private @Nullable Type type(String path) {
        List<Field> at = columns;
        Type type = null;
        for (String name : path.split("\\.", -1)) {
            if (name.startsWith("$") || (type != null && type.kind() != Kind.STRUCT)) {
                return null;
            }
            type = at.stream()
                    .filter(field -> field.name().equals(name))
                    .findFirst()
                    .map(Field::type)
                    .orElse(null);
            if (type == null) {
                return null;
            }
            at = type.fields();
        }
        return type;
    }
}
