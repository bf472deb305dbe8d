package io.millrace.kafka;

import io.millrace.api.Row;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A row of given values: texts, bytes, numbers, rows, or null. */
record TestRow(List<@Nullable Object> values) implements Row {
    static TestRow of(@Nullable Object... values) {
        return new TestRow(Arrays.asList(values));
    }

    @Override
    public int size() {
        return values.size();
    }

    @Override
    public boolean isNull(int index) {
        return values.get(index) == null;
    }

    @Override
    public long longAt(int index) {
        return as(Number.class, index).longValue();
    }

    @Override
    public String stringAt(int index) {
        return as(String.class, index);
    }

    @Override
    public byte[] bytesAt(int index) {
        return values.get(index) instanceof String text
                ? text.getBytes(StandardCharsets.UTF_8)
                : as(byte[].class, index);
    }

    @Override
    public Row rowAt(int index) {
        return as(Row.class, index);
    }

    @Override
    public Row listAt(int index) {
        return as(Row.class, index);
    }

    @Override
    public boolean booleanAt(int index) {
        return as(Boolean.class, index);
    }

    @Override
    public double doubleAt(int index) {
        return as(Number.class, index).doubleValue();
    }

    @Override
    public BigDecimal decimalAt(int index) {
        return as(BigDecimal.class, index);
    }

    @Override
    public LocalDate dateAt(int index) {
        return as(LocalDate.class, index);
    }

    @Override
    public Instant instantAt(int index) {
        return as(Instant.class, index);
    }

    @Override
    public Row mapKeysAt(int index) {
        return as(Row.class, index);
    }

    @Override
    public Row mapValuesAt(int index) {
        return as(Row.class, index);
    }

    private <T> T as(Class<T> type, int index) {
        Object value = values.get(index);
        if (!type.isInstance(value)) {
            throw new AssertionError("Asked for " + type.getSimpleName() + " at " + index + " of " + values);
        }
        return type.cast(value);
    }
}
