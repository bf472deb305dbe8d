package io.millrace.hbase;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The decimal numbers that a column can hold.
 *
 * @param precision how many digits at most
 * @param scale how many of them behind the point
 */
record Decimals(int precision, int scale) {
    private static final Pattern DDL = Pattern.compile("(?i)DECIMAL\\(\\s*(\\d+)\\s*(?:,\\s*(\\d+)\\s*)?\\)");

    /** Those of a type such as {@code DECIMAL(10,2)}. */
    static Decimals of(String ddl) {
        Matcher matcher = DDL.matcher(Type.normal(ddl));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("unknown type '" + ddl + "'");
        }
        String scale = matcher.group(2);
        return new Decimals(Integer.parseInt(matcher.group(1)), scale == null ? 0 : Integer.parseInt(scale));
    }

    /** A number with the column's scale; refused if digits would be lost. */
    BigDecimal fit(BigDecimal number) {
        try {
            BigDecimal fitting = number.setScale(scale, java.math.RoundingMode.UNNECESSARY);
            if (fitting.precision() <= precision) {
                return fitting;
            }
        } catch (ArithmeticException e) {
            // said below
        }
        throw new IllegalArgumentException(
                number.toPlainString() + " does not fit DECIMAL(" + precision + "," + scale + ")");
    }
}
