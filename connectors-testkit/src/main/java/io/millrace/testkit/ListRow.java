package io.millrace.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.api.Row;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The row over plain values, as {@link Rows} lists them. */
final class ListRow implements Row {
    private List<@Nullable Object> values;

    ListRow(Collection<? extends @Nullable Object> values) {
        this.values = new ArrayList<>(values);
    }

    /** Shows other values from now on, as the framework's rows do. */
    void show(List<@Nullable Object> others) {
        values = others;
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
    public boolean booleanAt(int index) {
        return as(Boolean.class, index);
    }

    @Override
    public long longAt(int index) {
        return as(Number.class, index).longValue();
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
    public String stringAt(int index) {
        return as(String.class, index);
    }

    @Override
    public byte[] bytesAt(int index) {
        Object value = as(Object.class, index);
        if (value instanceof String text) {
            return text.getBytes(UTF_8);
        }
        ByteBuffer buffer = as(ByteBuffer.class, index).duplicate();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
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
    public Row rowAt(int index) {
        return new ListRow((List<?>) as(List.class, index));
    }

    @Override
    public Row listAt(int index) {
        return new ListRow((List<?>) as(List.class, index));
    }

    @Override
    public Row mapKeysAt(int index) {
        return new ListRow(((Map<?, ?>) as(Map.class, index)).keySet());
    }

    @Override
    public Row mapValuesAt(int index) {
        return new ListRow(((Map<?, ?>) as(Map.class, index)).values());
    }

    private <T> T as(Class<T> type, int index) {
        return type.cast(
                Objects.requireNonNull(values.get(index), () -> "Value " + index + " is null: ask isNull first"));
    }
}
