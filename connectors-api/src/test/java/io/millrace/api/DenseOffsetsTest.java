package io.millrace.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DenseOffsetsTest {
    private static final Offsets ENDS = Offsets.of(Map.of("a/0", "100", "a/1", "10"));

    @Test
    void a_tip_holds_its_ends() {
        Offsets ends = identified(Map.of("a/0", "100", "b c/1", ""), Map.of("a", "id 1", "b c", ""));

        assertThat(DenseOffsets.ends(DenseOffsets.tip(ends))).isEqualTo(ends);
        assertThat(DenseOffsets.ends(DenseOffsets.tip(Offsets.NONE))).isEqualTo(Offsets.NONE);
    }

    @Test
    void a_budget_is_shared_in_proportion_to_what_waits() {
        assertThat(advance(Offsets.NONE, 22)).isEqualTo(Offsets.of(Map.of("a/0", "20", "a/1", "2")));
        assertThat(advance(Offsets.NONE, 2)).isEqualTo(Offsets.of(Map.of("a/0", "1", "a/1", "1")));
        assertThat(advance(Offsets.NONE, 110)).isEqualTo(ENDS);
    }

    @Test
    void a_partition_with_events_waiting_always_gives_one() {
        assertThat(advance(Offsets.NONE, 1)).isEqualTo(Offsets.of(Map.of("a/0", "1", "a/1", "1")));
    }

    @Test
    void a_new_partition_is_read_from_its_beginning() {
        Offsets from = Offsets.of(Map.of("a/0", "100"));

        assertThat(advance(from, 4)).isEqualTo(Offsets.of(Map.of("a/0", "100", "a/1", "4")));
        assertThat(DenseOffsets.plan(from, ENDS)).containsExactly(new Range("a/1", "", "10"));
    }

    @Test
    void discovery_moves_nothing() {
        Offsets from = Offsets.of(Map.of("a/0", "50"));

        assertThat(DenseOffsets.discover(from, DenseOffsets.tip(ENDS)))
                .isEqualTo(Advance.to(Offsets.of(Map.of("a/0", "50", "a/1", "0"))));
    }

    @Test
    void no_range_is_empty() {
        assertThat(DenseOffsets.plan(ENDS, ENDS)).isEmpty();
        assertThat(DenseOffsets.plan(Offsets.NONE, Offsets.of(Map.of("a/0", "0"))))
                .isEmpty();
        assertThat(DenseOffsets.plan(ENDS, Offsets.of(Map.of("a/0", "99", "a/1", "11"))))
                .containsExactly(new Range("a/1", "10", "11"));
    }

    @Test
    void what_waits_is_the_difference() {
        assertThat(DenseOffsets.behind(Offsets.of(Map.of("a/0", "93")), DenseOffsets.tip(ENDS)))
                .isEqualTo(Map.of("a/0", Backlog.ofRecords(7), "a/1", Backlog.ofRecords(10)));
    }

    @Test
    void a_partition_that_is_gone_is_a_loss() {
        DataLossException loss = loss(Offsets.of(Map.of("a/0", "5", "gone/3", "7")), ENDS);

        assertThat(loss).hasMessageContaining("gone/3").hasMessageContaining("7");
        assertThat(loss.resumeFrom()).isEqualTo(Offsets.of(Map.of("a/0", "5")));
    }

    @Test
    void a_position_beyond_the_end_is_a_loss() {
        DataLossException loss = loss(Offsets.of(Map.of("a/0", "101", "a/1", "10")), ENDS);

        assertThat(loss).hasMessageContaining("a/0").hasMessageContaining("100").hasMessageContaining("101");
        assertThat(loss.resumeFrom()).isEqualTo(ENDS);
    }

    @Test
    void a_stream_created_anew_is_a_loss_even_when_it_holds_more() {
        Offsets from = identified(Map.of("a/0", "5", "b/0", "1"), Map.of("a", "old", "b", "same"));
        Offsets ends = identified(Map.of("a/0", "50", "b/0", "9"), Map.of("a", "new", "b", "same"));
        DataLossException loss = loss(from, ends);

        assertThat(loss).hasMessageContaining("'a'").hasMessageContaining("old").hasMessageContaining("new");
        assertThat(loss.resumeFrom()).isEqualTo(identified(Map.of("b/0", "1"), Map.of("b", "same")));
        assertThat(DenseOffsets.advance(loss.resumeFrom(), DenseOffsets.tip(ends), Budget.UNLIMITED)
                        .end())
                .isEqualTo(ends);
    }

    @Test
    void all_losses_are_told_together() {
        Offsets from = identified(Map.of("a/0", "5", "b/0", "70", "c/0", "1"), Map.of("a", "old"));
        Offsets ends = identified(Map.of("a/0", "50", "b/0", "9"), Map.of("a", "new"));
        DataLossException loss = loss(from, ends);

        assertThat(loss)
                .hasMessageContaining("'a'")
                .hasMessageContaining("'b/0'")
                .hasMessageContaining("'c/0'");
        assertThat(loss.resumeFrom()).isEqualTo(Offsets.of(Map.of("b/0", "9")));
    }

    private static Offsets advance(Offsets from, long records) {
        return DenseOffsets.advance(from, DenseOffsets.tip(ENDS), Budget.ofRecords(records))
                .end();
    }

    private static DataLossException loss(Offsets from, Offsets ends) {
        Tip tip = DenseOffsets.tip(ends);
        DataLossException planning =
                catchThrowableOfType(DataLossException.class, () -> DenseOffsets.advance(from, tip, Budget.UNLIMITED));
        DataLossException discovering =
                catchThrowableOfType(DataLossException.class, () -> DenseOffsets.discover(from, tip));
        assertThat(discovering).hasMessage(planning.getMessage());
        assertThat(discovering.resumeFrom()).isEqualTo(planning.resumeFrom());
        return planning;
    }

    private static Offsets identified(Map<String, String> positions, Map<String, String> identities) {
        return new Offsets(new TreeMap<>(positions), new TreeMap<>(identities));
    }
}
