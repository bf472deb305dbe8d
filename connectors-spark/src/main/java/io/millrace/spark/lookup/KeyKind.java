package io.millrace.spark.lookup;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/** How the value of a key's column stands in a {@link io.millrace.api.Key}. */
enum KeyKind {
    BOOLEAN {
        @Override
        Object value(Object given, DataType store) {
            return (Boolean) given;
        }
    },
    WHOLE {
        @Override
        Object value(Object given, DataType store) {
            long number = ((Number) given).longValue();
            if (store instanceof LongType) {
                return number;
            }
            return Math.toIntExact(number);
        }
    },
    FLOATING {
        @Override
        Object value(Object given, DataType store) {
            return ((Number) given).doubleValue();
        }
    },
    DECIMAL {
        @Override
        Object value(Object given, DataType store) {
            return ((BigDecimal) given).setScale(((DecimalType) store).scale());
        }
    },
    TEXT {
        @Override
        Object value(Object given, DataType store) {
            return (String) given;
        }
    },
    BINARY {
        @Override
        Object value(Object given, DataType store) {
            return given instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : (ByteBuffer) given;
        }
    },
    DATE {
        @Override
        Object value(Object given, DataType store) {
            return given instanceof Date date ? date.toLocalDate() : (LocalDate) given;
        }
    },
    INSTANT {
        @Override
        Object value(Object given, DataType store) {
            if (given instanceof LocalDateTime local) {
                return local.toInstant(ZoneOffset.UTC);
            }
            return given instanceof Timestamp timestamp ? timestamp.toInstant() : (Instant) given;
        }
    };

    /** The value as keys hold it; what Spark gives is not null and of a type that {@link #fits} allows. */
    abstract Object value(Object given, DataType store);

    /** How values of a type stand in a key; empty if they cannot. */
    static Optional<KeyKind> of(DataType type) {
        if (type instanceof BooleanType) {
            return Optional.of(BOOLEAN);
        } else if (width(type) > 0) {
            return Optional.of(WHOLE);
        } else if (type instanceof FloatType || type instanceof DoubleType) {
            return Optional.of(FLOATING);
        } else if (type instanceof DecimalType) {
            return Optional.of(DECIMAL);
        } else if (type instanceof StringType) {
            return Optional.of(TEXT);
        } else if (type instanceof BinaryType) {
            return Optional.of(BINARY);
        } else if (type instanceof DateType) {
            return Optional.of(DATE);
        } else if (type instanceof TimestampType || type instanceof TimestampNTZType) {
            return Optional.of(INSTANT);
        }
        return Optional.empty();
    }

    /** Whether every value of a stream's column can be found in a store's: the same type, or a narrower one. */
    static boolean fits(DataType stream, DataType store) {
        if (width(stream) > 0 && width(store) > 0) {
            return width(stream) <= width(store);
        } else if (stream instanceof DecimalType narrow && store instanceof DecimalType wide) {
            return narrow.scale() <= wide.scale()
                    && narrow.precision() - narrow.scale() <= wide.precision() - wide.scale();
        }
        return stream.equals(store)
                || (stream instanceof StringType && store instanceof StringType)
                || (stream instanceof FloatType && store instanceof DoubleType);
    }

    private static int width(DataType type) {
        if (type instanceof LongType) {
            return 8;
        } else if (type instanceof IntegerType) {
            return 4;
        } else if (type instanceof ShortType) {
            return 2;
        }
        return type instanceof ByteType ? 1 : 0;
    }
}
