package io.millrace.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.ConnectorException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Positions are kept in checkpoints, so their text is for ever. */
class PositionTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"", "H@1795348814000", "=4968@1795348814821", "=4968#3@17", "+4968@17", "E@17", "=4968", "+4968"
            })
    void textIsReadBack(String text) {
        assertThat(Position.parse(text).text()).isEqualTo(text);
    }

    @Test
    void aBareSequenceNumberIsTheRecordWithIt() {
        assertThat(Position.parse("4968")).isEqualTo(Position.at("4968", 0, -1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"earliest", "=", "+0", "E17", "=12@", "=12#", "H12"})
    void otherTextIsRefused(String text) {
        assertThatThrownBy(() -> Position.parse(text))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining(text);
    }

    @Test
    void placesAreInTheOrderOfReading() {
        assertThat(List.of("E", "+100@1", "=100@9", "H@5", "=99@7", "=100#2@1", "+99@3").stream()
                        .map(Position::parse)
                        .sorted()
                        .map(Position::text))
                .containsExactly("H@5", "=99@7", "+99@3", "=100@9", "=100#2@1", "+100@1", "E");
    }

    @Test
    void timeDoesNotMakeAnotherPlace() {
        assertThat(Position.parse("+100@1").samePlace(Position.parse("+100@2"))).isTrue();
        assertThat(Position.parse("+100@1").samePlace(Position.parse("=100@1"))).isFalse();
        assertThat(Position.parse("").samePlace(Position.parse("H@2"))).isTrue();
    }
}
