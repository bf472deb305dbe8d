package io.millrace.spark.sql;

import java.nio.charset.StandardCharsets;

/** Numbers as decimal digits in bytes, without a string on the way: a query may ask for one in each row. */
final class Digits {
    private Digits() {}

    static byte[] of(long number) {
        if (number < 0) {
            return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
        }
        int length = 1;
        for (long rest = number / 10; rest > 0; rest /= 10) {
            length++;
        }
        byte[] digits = new byte[length];
        long rest = number;
        for (int i = length - 1; i >= 0; i--) {
            digits[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return digits;
    }
}
