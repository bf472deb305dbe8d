package io.millrace.runtime.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.api.Row;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A letter as a row. */
final class LetterRow implements Row {
    private final List<@Nullable Object> values;

    LetterRow(List<@Nullable Object> values) {
        this.values = values;
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
        return as(Long.class, index);
    }

    @Override
    public String stringAt(int index) {
        return as(String.class, index);
    }

    @Override
    public byte[] bytesAt(int index) {
        return stringAt(index).getBytes(UTF_8);
    }

    @Override
    public Instant instantAt(int index) {
        return as(Instant.class, index);
    }

    @Override
    public boolean booleanAt(int index) {
        throw none(index);
    }

    @Override
    public double doubleAt(int index) {
        throw none(index);
    }

    @Override
    public BigDecimal decimalAt(int index) {
        throw none(index);
    }

    @Override
    public LocalDate dateAt(int index) {
        throw none(index);
    }

    @Override
    public Row rowAt(int index) {
        throw none(index);
    }

    @Override
    public Row listAt(int index) {
        throw none(index);
    }

    @Override
    public Row mapKeysAt(int index) {
        throw none(index);
    }

    @Override
    public Row mapValuesAt(int index) {
        throw none(index);
    }

    private <T> T as(Class<T> type, int index) {
        return type.cast(Objects.requireNonNull(values.get(index), "a null was asked for"));
    }

    private static IllegalStateException none(int index) {
        return new IllegalStateException("Column " + index + " of a letter has no such type");
    }
}
