package io.millrace.spark.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigitsTest {
    @ParameterizedTest
    @ValueSource(
            longs = {0, 1, 9, 10, 99, 100, 40_444, 1_234_567_890, 9_999_999_999L, Long.MAX_VALUE, -1, Long.MIN_VALUE})
    void areThoseOfTheNumber(long number) {
        assertThat(new String(Digits.of(number), StandardCharsets.US_ASCII)).isEqualTo(Long.toString(number));
    }
}
