package io.millrace.api;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;

/**
 * One row, or a list of equal values, read by index. Valid until the next row; what the accessors return may be kept. Used by
 * one thread.
 *
 * <p>Each accessor serves the column types that it names; on another type, or on a null, its answer is undefined: ask {@link
 * #isNull} first. Types are those of {@link Columns}.
 */
public interface Row {
    /** The number of columns, or of values in a list. */
    int size();

    /** Whether the value is null. */
    boolean isNull(int index);

    /** A {@code BOOLEAN}. */
    boolean booleanAt(int index);

    /** A {@code TINYINT}, {@code SMALLINT}, {@code INT} or {@code BIGINT}. */
    long longAt(int index);

    /** A {@code FLOAT} or {@code DOUBLE}. */
    double doubleAt(int index);

    /** A {@code DECIMAL}. */
    BigDecimal decimalAt(int index);

    /** A {@code STRING}. */
    String stringAt(int index);

    /** A {@code BINARY}, or the UTF-8 bytes of a {@code STRING}. */
    byte[] bytesAt(int index);

    /** A {@code DATE}. */
    LocalDate dateAt(int index);

    /** A {@code TIMESTAMP}; also a {@code TIMESTAMP_NTZ}, read as if in UTC. */
    Instant instantAt(int index);

    /** A {@code STRUCT}. */
    Row rowAt(int index);

    /** An {@code ARRAY}: its values by index. */
    Row listAt(int index);

    /** The keys of a {@code MAP}, in the order of {@link #mapValuesAt}. */
    Row mapKeysAt(int index);

    /** The values of a {@code MAP}, in the order of {@link #mapKeysAt}. */
    Row mapValuesAt(int index);
}
