package io.millrace.mongodb;

import io.millrace.api.Column;
import io.millrace.api.Columns;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.Decimal128;
import org.jspecify.annotations.Nullable;

/** Plain values, as the suites list them, as documents and back, by the driver's own classes. */
final class Docs {
    private Docs() {}

    static Document of(Columns columns, List<? extends @Nullable Object> values) {
        Document document = new Document();
        List<Column> list = columns.list();
        for (int i = 0; i < list.size(); i++) {
            document.append(list.get(i).name(), stored(values.get(i), list.get(i).type()));
        }
        return document;
    }

    static List<@Nullable Object> values(Document document, Columns columns) {
        List<@Nullable Object> values = new ArrayList<>();
        for (Column column : columns.list()) {
            values.add(plain(document.get(column.name()), column.type()));
        }
        return Collections.unmodifiableList(values);
    }

    private static @Nullable Object stored(@Nullable Object value, String type) {
        String kind = kind(type);
        if (value instanceof Long number) {
            return kind.equals("BIGINT") ? value : (Object) Math.toIntExact(number);
        } else if (value instanceof BigDecimal decimal) {
            return new Decimal128(decimal);
        } else if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return new Binary(bytes);
        } else if (value instanceof LocalDate date) {
            return Date.from(date.atStartOfDay(ZoneOffset.UTC).toInstant());
        } else if (value instanceof Instant instant) {
            return Date.from(instant);
        } else if (value instanceof List<?> list && kind.equals("STRUCT")) {
            return of(Columns.ofStruct(type), list);
        } else if (value instanceof List<?> list) {
            List<@Nullable Object> elements = new ArrayList<>();
            list.forEach(element -> elements.add(stored(element, inner(type))));
            return elements;
        } else if (value instanceof Map<?, ?> map) {
            Document document = new Document();
            map.forEach((key, of) -> document.append((String) key, stored(of, inner(type).split(",", 2)[1].strip())));
            return document;
        }
        return value;
    }

    private static @Nullable Object plain(@Nullable Object value, String type) {
        String kind = kind(type);
        if (value instanceof Integer number) {
            return number.longValue();
        } else if (value instanceof Decimal128 decimal) {
            return decimal.bigDecimalValue();
        } else if (value instanceof Binary binary) {
            return ByteBuffer.wrap(binary.getData());
        } else if (value instanceof Date date) {
            return kind.equals("DATE") ? LocalDate.ofInstant(date.toInstant(), ZoneOffset.UTC) : date.toInstant();
        } else if (value instanceof Document document && kind.equals("STRUCT")) {
            return values(document, Columns.ofStruct(type));
        } else if (value instanceof Document document) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            document.forEach((key, of) -> map.put(key, plain(of, inner(type).split(",", 2)[1].strip())));
            return map;
        } else if (value instanceof List<?> list) {
            List<@Nullable Object> elements = new ArrayList<>();
            list.forEach(element -> elements.add(plain(element, inner(type))));
            return elements;
        }
        return value;
    }

    private static String kind(String type) {
        return type.replaceFirst("[<(].*", "").strip().toUpperCase(Locale.ROOT);
    }

    private static String inner(String type) {
        return type.substring(type.indexOf('<') + 1, type.lastIndexOf('>'));
    }
}
