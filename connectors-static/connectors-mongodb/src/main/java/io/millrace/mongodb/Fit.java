package io.millrace.mongodb;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * Which values a column can show: those of which nothing is lost. A null fits everywhere. Text also shows what has no type in
 * Spark, as JSON, but no numbers, booleans, times and bytes.
 */
final class Fit {
    private Fit() {}

    static boolean fits(Type column, byte[] bytes, byte type, int at) {
        if (type == Bson.NOTHING || type == Bson.NULL || type == Bson.UNDEFINED) {
            return true;
        }
        return switch (column.kind()) {
            case BOOLEAN -> type == Bson.BOOLEAN;
            case BIGINT -> type == Bson.INT64 || type == Bson.INT32 || whole(bytes, type, at) != null;
            case INT -> type == Bson.INT32 || isWithin(Integer.MIN_VALUE, Integer.MAX_VALUE, bytes, type, at);
            case SMALLINT -> isWithin(Short.MIN_VALUE, Short.MAX_VALUE, bytes, type, at);
            case TINYINT -> isWithin(Byte.MIN_VALUE, Byte.MAX_VALUE, bytes, type, at);
            case DOUBLE -> type == Bson.DOUBLE || type == Bson.INT32 || isDouble(bytes, type, at);
            case FLOAT -> isDouble(bytes, type, at) && isFloat(floating(bytes, type, at));
            case DECIMAL -> decimal(column, bytes, type, at) != null;
            case STRING -> isText(bytes, type, at);
            case BINARY -> type == Bson.BINARY || type == Bson.OBJECT_ID;
            case DATE, TIMESTAMP, TIMESTAMP_NTZ -> type == Bson.DATE_TIME;
            case ARRAY -> type == Bson.ARRAY && all(column.innerType(), bytes, at);
            case MAP -> type == Bson.DOCUMENT && all(column.innerType(), bytes, at);
            case STRUCT -> type == Bson.DOCUMENT && struct(column, bytes, at);
        };
    }

    /** A number without a fraction that a BIGINT holds; null if it is none. */
    static @Nullable Long whole(byte[] bytes, byte type, int at) {
        BigDecimal number = Bson.number(bytes, type, at);
        if (number == null) {
            return null;
        }
        try {
            return number.longValueExact();
        } catch (ArithmeticException e) {
            return null;
        }
    }

    /** A number as a floating one. */
    static double floating(byte[] bytes, byte type, int at) {
        return switch (type) {
            case Bson.DOUBLE -> Bson.float64(bytes, at);
            case Bson.INT32 -> Bson.int32(bytes, at);
            case Bson.INT64 -> Bson.int64(bytes, at);
            case Bson.DECIMAL -> Bson.decimal(bytes, at).doubleValue();
            default -> Double.NaN;
        };
    }

    /** A number with the scale of a column; null if it does not fit. */
    static @Nullable BigDecimal decimal(Type column, byte[] bytes, byte type, int at) {
        BigDecimal number = Bson.number(bytes, type, at);
        if (number == null) {
            return null;
        }
        try {
            BigDecimal scaled = number.setScale(column.scale(), RoundingMode.UNNECESSARY);
            return scaled.precision() <= column.precision() ? scaled : null;
        } catch (ArithmeticException e) {
            return null;
        }
    }

    private static boolean isWithin(long least, long most, byte[] bytes, byte type, int at) {
        Long whole = whole(bytes, type, at);
        return whole != null && whole >= least && whole <= most;
    }

    private static boolean isDouble(byte[] bytes, byte type, int at) {
        if (type == Bson.DECIMAL && Bson.number(bytes, type, at) == null) {
            return true;
        }
        BigDecimal number = Bson.number(bytes, type, at);
        double shown = floating(bytes, type, at);
        return type == Bson.DOUBLE
                || (number != null && Double.isFinite(shown) && new BigDecimal(shown).compareTo(number) == 0);
    }

    private static boolean isFloat(double number) {
        return Double.isNaN(number) || (float) number == number;
    }

    private static boolean isText(byte[] bytes, byte type, int at) {
        return switch (type) {
            case Bson.INT32, Bson.INT64, Bson.DOUBLE, Bson.DECIMAL, Bson.BOOLEAN, Bson.DATE_TIME -> false;
            case Bson.BINARY -> Bson.isUuid(bytes, type, at);
            default -> true;
        };
    }

    private static boolean all(Type inner, byte[] bytes, int document) {
        int at = document + 4;
        while (bytes[at] != 0) {
            byte type = bytes[at];
            int value = Bson.endOfName(bytes, at + 1) + 1;
            if (!fits(inner, bytes, type, value)) {
                return false;
            }
            at = Bson.end(bytes, type, value);
        }
        return true;
    }

    private static boolean struct(Type column, byte[] bytes, int document) {
        int at = document + 4;
        while (bytes[at] != 0) {
            byte type = bytes[at];
            int end = Bson.endOfName(bytes, at + 1);
            for (Field field : column.fields()) {
                if (BsonRow.isNamed(field.utf8(), bytes, at + 1, end) && !fits(field.type(), bytes, type, end + 1)) {
                    return false;
                }
            }
            at = Bson.end(bytes, type, end + 1);
        }
        return true;
    }
}
