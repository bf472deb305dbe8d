package io.millrace.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OffsetsTest {
    @Test
    void equal_offsets_print_alike_in_whatever_order_they_were_given() {
        Map<String, String> one = new HashMap<>();
        one.put("b/1", "7");
        one.put("a/0", "3");
        Map<String, String> other = new HashMap<>();
        other.put("a/0", "3");
        other.put("b/1", "7");

        assertThat(Offsets.of(one))
                .isEqualTo(Offsets.of(other))
                .hasToString(Offsets.of(other).toString());
        assertThat(Offsets.of(one).positions()).containsExactly(Map.entry("a/0", "3"), Map.entry("b/1", "7"));
    }

    @Test
    void offsets_are_a_copy() {
        TreeMap<String, String> positions = new TreeMap<>(Map.of("a/0", "3"));
        Offsets offsets = Offsets.of(positions);
        positions.put("a/0", "4");

        assertThat(offsets.position("a/0")).isEqualTo("3");
        assertThatThrownBy(() -> offsets.positions().put("a/1", "0")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> offsets.identities().put("a", "0")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void a_partition_that_is_not_there_is_at_its_beginning() {
        assertThat(Offsets.NONE.position("a/0")).isEmpty();
    }

    @Test
    void with_and_without_change_a_copy() {
        Offsets offsets = Offsets.of(Map.of("a/0", "3"));

        assertThat(offsets.with("a/1", "5").positions()).containsOnly(Map.entry("a/0", "3"), Map.entry("a/1", "5"));
        assertThat(offsets.without("a/0")).isEqualTo(Offsets.NONE);
        assertThat(offsets).isEqualTo(Offsets.of(Map.of("a/0", "3")));
    }

    @Test
    void without_a_stream_its_partitions_and_its_identity_are_gone() {
        Offsets offsets = identified(Map.of("a/0", "3", "a/b/0", "4", "c/0", "5"), Map.of("a", "x", "c", "y"));

        assertThat(offsets.withoutStream("a"))
                .isEqualTo(identified(Map.of("a/b/0", "4", "c/0", "5"), Map.of("c", "y")));
    }

    @Test
    void ranges_lie_where_the_positions_differ() {
        Offsets from = Offsets.of(Map.of("a/0", "3", "a/1", "5"));
        Offsets to = Offsets.of(Map.of("a/0", "4", "a/1", "5", "a/2", "9"));

        assertThat(from.rangesTo(to)).containsExactly(new Range("a/0", "3", "4"), new Range("a/2", "", "9"));
    }

    @Test
    void a_stream_created_anew_is_read_from_its_beginning() {
        Offsets from = identified(Map.of("a/0", "3", "b/0", "3"), Map.of("a", "old", "b", "same"));
        Offsets to = identified(Map.of("a/0", "4", "b/0", "4"), Map.of("a", "new", "b", "same"));

        assertThat(from.rangesTo(to)).containsExactly(new Range("a/0", "", "4"), new Range("b/0", "3", "4"));
        assertThat(from.sameIncarnation("a", to)).isFalse();
        assertThat(from.sameIncarnation("unheard of", to)).isTrue();
    }

    @Test
    void the_stream_is_what_stands_before_the_last_slash() {
        assertThat(Offsets.streamOf("orders/0")).isEqualTo("orders");
        assertThat(Offsets.streamOf("a/b/0")).isEqualTo("a/b");
        assertThat(Offsets.streamOf("0")).isEmpty();
        assertThat(new Range("a/b/0", "", "1").stream()).isEqualTo("a/b");
        assertThat(new Range("a/b/0", "", "1").part()).isEqualTo("0");
        assertThat(new Range("0", "", "1").part()).isEqualTo("0");
    }

    @Test
    void ids_hold_no_control_characters() {
        assertThatThrownBy(() -> Offsets.of(Map.of("a\n/0", "3")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("partition");
        assertThatThrownBy(() -> identified(Map.of(), Map.of("a\t", "3")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("stream");
        assertThatThrownBy(() -> new Range("a\t/0", "", "3")).isInstanceOf(IllegalArgumentException.class);
    }

    private static Offsets identified(Map<String, String> positions, Map<String, String> identities) {
        return new Offsets(new TreeMap<>(positions), new TreeMap<>(identities));
    }
}
