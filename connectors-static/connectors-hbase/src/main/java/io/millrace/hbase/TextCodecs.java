package io.millrace.hbase;

import io.millrace.hbase.Codec.Order;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.function.Function;

/** Values as text that people and other programs can read. */
final class TextCodecs {
    private TextCodecs() {}

    static Codec of(String ddl) {
        Type type = Type.of(ddl);
        return switch (type) {
            case STRING -> BytesCodecs.of(ddl);
            case BOOLEAN -> text(type, TextCodecs::flag);
            case TINYINT -> text(type, text -> (long) Byte.parseByte(text));
            case SMALLINT -> text(type, text -> (long) Short.parseShort(text));
            case INT -> text(type, text -> (long) Integer.parseInt(text));
            case BIGINT -> text(type, Long::parseLong);
            case FLOAT -> text(type, text -> (double) Float.parseFloat(text));
            case DOUBLE -> text(type, Double::parseDouble);
            case DECIMAL -> decimal(type, Decimals.of(ddl));
            case DATE -> text(type, LocalDate::parse);
            case TIMESTAMP -> text(type, Instant::parse);
            case BINARY, STRUCT, ARRAY, MAP ->
                throw new IllegalArgumentException("values of type " + ddl + " are no text; use bytes or avro");
        };
    }

    private static Codec decimal(Type type, Decimals decimals) {
        return text(type, text -> decimals.fit(new BigDecimal(text)));
    }

    private static boolean flag(String text) {
        if (text.equals("true") || text.equals("false")) {
            return text.equals("true");
        }
        throw new IllegalArgumentException("neither true nor false");
    }

    private static Codec text(Type type, Function<String, Object> parser) {
        return new Codec(
                Codec.ANY_WIDTH,
                Order.NONE,
                value -> written(type, value).getBytes(StandardCharsets.UTF_8),
                (bytes, at, length) -> read(type, parser, new String(bytes, at, length, StandardCharsets.UTF_8)));
    }

    private static String written(Type type, Object value) {
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        return type == Type.FLOAT ? Float.toString(((Double) value).floatValue()) : value.toString();
    }

    private static Object read(Type type, Function<String, Object> parser, String text) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException | DateTimeException e) {
            String shown = text.length() > 40 ? text.substring(0, 40) + "..." : text;
            throw new IllegalArgumentException("'" + shown + "' is no " + type, e);
        }
    }
}
