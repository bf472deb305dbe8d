package io.millrace.spark.parse;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/**
 * Messages of Protobuf as rows of {@link MessageColumns}. As with Spark's own module a field that is not there is null, also one
 * that has its type's zero; with defaults, fields without presence have their zeros.
 */
record MessageRows(boolean defaults) {
    static final String TIMESTAMP = "google.protobuf.Timestamp";
    static final String DURATION = "google.protobuf.Duration";

    private static final long MOST_SECONDS = 315_576_000_000L;

    Row row(Message message) {
        return RowFactory.create(message.getDescriptorForType().getFields().stream()
                .map(field -> value(message, field))
                .toArray());
    }

    private @Nullable Object value(Message message, FieldDescriptor field) {
        if (field.isMapField()) {
            Map<Object, Object> map = new LinkedHashMap<>();
            for (Object one : (List<?>) message.getField(field)) {
                Message entry = (Message) one;
                Descriptor type = entry.getDescriptorForType();
                map.put(of(entry, type.findFieldByNumber(1)), of(entry, type.findFieldByNumber(2)));
            }
            return map;
        }
        if (field.isRepeated()) {
            return ((List<?>) message.getField(field))
                    .stream().map(this::single).toList();
        }
        boolean there = message.hasField(field) || field.hasDefaultValue() || (defaults && !field.hasPresence());
        return there ? of(message, field) : null;
    }

    private Object of(Message message, FieldDescriptor field) {
        return single(message.getField(field));
    }

    private Object single(Object value) {
        if (value instanceof ByteString bytes) {
            return bytes.toByteArray();
        }
        if (value instanceof EnumValueDescriptor constant) {
            return constant.getName();
        }
        if (value instanceof Message message) {
            return switch (message.getDescriptorForType().getFullName()) {
                case TIMESTAMP -> Instant.ofEpochSecond(seconds(message), number(message, 2));
                case DURATION -> Duration.ofSeconds(seconds(message), number(message, 2));
                default -> row(message);
            };
        }
        return value;
    }

    /** So few that Spark can count them in microseconds. */
    private static long seconds(Message message) {
        long seconds = number(message, 1);
        if (Math.abs(seconds) > MOST_SECONDS) {
            throw new ArithmeticException("out of range: " + seconds + " s");
        }
        return seconds;
    }

    private static long number(Message message, int field) {
        return ((Number) message.getField(message.getDescriptorForType().findFieldByNumber(field))).longValue();
    }
}
