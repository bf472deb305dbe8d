package io.millrace.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {
    private static final List<String> KNOWN = List.of("subscribe", "startingOffsets", "endingOffsets", "topic");

    @ParameterizedTest
    @CsvSource({
        "subscrieb,subscribe",
        "subscrib,subscribe",
        "subsscribe,subscribe",
        "Topik,topic",
        "STARTINGOFFSET,startingOffsets"
    })
    void a_slip_of_the_hand_is_recognised(String written, String meant) {
        assertThat(Names.nearest(written, KNOWN, 2)).hasValue(meant);
    }

    @Test
    void what_is_too_far_from_all_is_not_guessed() {
        assertThat(Names.nearest("partitions", KNOWN, 2)).isEmpty();
        assertThat(Names.nearest("topic", List.of(), 2)).isEmpty();
    }

    @Test
    void of_two_equally_near_the_first_by_name_is_taken() {
        assertThat(Names.nearest("b", List.of("c", "a"), 1)).hasValue("a");
    }
}
