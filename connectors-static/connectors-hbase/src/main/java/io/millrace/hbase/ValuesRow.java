package io.millrace.hbase;

import io.millrace.api.Row;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The row over values as {@link Type} has them. Stays valid. */
final class ValuesRow implements Row {
    private final @Nullable Object[] values;

    /** A map: its keys and its values, in the same order. */
    record Pairs(Row keys, Row values) {}

    ValuesRow(@Nullable Object[] values) {
        this.values = values;
    }

    @Override
    public int size() {
        return values.length;
    }

    @Override
    public boolean isNull(int index) {
        return values[index] == null;
    }

    @Override
    public boolean booleanAt(int index) {
        return (Boolean) at(index);
    }

    @Override
    public long longAt(int index) {
        return (Long) at(index);
    }

    @Override
    public double doubleAt(int index) {
        return (Double) at(index);
    }

    @Override
    public BigDecimal decimalAt(int index) {
        return (BigDecimal) at(index);
    }

    @Override
    public String stringAt(int index) {
        return at(index) instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : (String) at(index);
    }

    @Override
    public byte[] bytesAt(int index) {
        return BytesCodecs.bytes(at(index));
    }

    @Override
    public LocalDate dateAt(int index) {
        return (LocalDate) at(index);
    }

    @Override
    public Instant instantAt(int index) {
        return (Instant) at(index);
    }

    @Override
    public Row rowAt(int index) {
        return (Row) at(index);
    }

    @Override
    public Row listAt(int index) {
        return (Row) at(index);
    }

    @Override
    public Row mapKeysAt(int index) {
        return ((Pairs) at(index)).keys();
    }

    @Override
    public Row mapValuesAt(int index) {
        return ((Pairs) at(index)).values();
    }

    private Object at(int index) {
        return Objects.requireNonNull(values[index]);
    }
}
