package io.millrace.runtime.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.runtime.journal.Identities.Span;
import io.millrace.runtime.journal.IdentityTable.Entry;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is remembered of identities, and how it is written. */
class IdentitiesTest {
    @Test
    void consecutiveNumbersAreOneSpanInWhateverOrderTheyCome() {
        Identities identities = new Identities(100);
        identities.add("s", 3, 10);
        identities.add("s", 1, 30);
        identities.add("s", 2, 20);
        identities.add("t", 4, 1);
        assertThat(identities.spans()).containsExactly(new Span("s", 1, 3, 30), new Span("t", 4, 4, 1));
        assertThat(identities.contains("s", 2)).isTrue();
        assertThat(identities.contains("s", 4)).isFalse();
        assertThat(identities.contains("t", 3)).isFalse();
        assertThat(identities.contains("u", 1)).isFalse();
    }

    @Test
    void itHoldsWhatASetHolds() {
        Random random = new Random(7);
        Identities identities = new Identities(10_000);
        Set<Long> set = new HashSet<>();
        for (int i = 0; i < 2_000; i++) {
            long first = random.nextInt(3_000);
            long last = first + random.nextInt(3);
            identities.add(new Span("s", first, last, i));
            for (long number = first; number <= last; number++) {
                set.add(number);
            }
        }
        for (long number = -1; number <= 3_010; number++) {
            assertThat(identities.contains("s", number)).as("%s", number).isEqualTo(set.contains(number));
        }
        List<Span> spans = identities.spans();
        for (int i = 1; i < spans.size(); i++) {
            assertThat(spans.get(i).first()).isGreaterThan(spans.get(i - 1).last() + 1);
        }
    }

    @Test
    void theLargestAndTheSmallestNumberAreNoNeighbours() {
        Identities identities = new Identities(100);
        identities.add("s", Long.MAX_VALUE, 1);
        identities.add("s", Long.MIN_VALUE, 1);
        assertThat(identities.spans()).hasSize(2);
        assertThat(identities.contains("s", Long.MAX_VALUE)).isTrue();
        assertThat(identities.contains("s", 0)).isFalse();
    }

    @Test
    void theOldestGoFirstWhenThereAreTooMany() {
        Identities identities = new Identities(10);
        for (int i = 0; i < 30; i++) {
            identities.add("s", 2L * i, i);
        }
        assertThat(identities.spans()).hasSizeLessThanOrEqualTo(10);
        assertThat(identities.contains("s", 58)).isTrue();
        assertThat(identities.contains("s", 0)).isFalse();
    }

    @Test
    void whatWasNotSeenForLongIsForgotten() {
        Identities identities = new Identities(10);
        identities.add("old", 1, 10);
        identities.add("new", 1, 20);
        identities.forgetBefore(20);
        assertThat(identities.spans()).containsExactly(new Span("new", 1, 1, 20));
        identities.forgetBefore(21);
        assertThat(identities.isEmpty()).isTrue();
    }

    @Test
    void aTableIsReadAsItWasWritten() throws Exception {
        IdentityTable table = new IdentityTable(
                7,
                List.of(new Span("a", -5, 1_000_000, 1_700_000_000_000_000L), new Span("ä", 3, 3, 12)),
                List.of(
                        new Entry("b", Long.MAX_VALUE, 0, 3),
                        new Entry("a", Long.MIN_VALUE, 3, 1),
                        new Entry("b", 0, 10, 100_000)));
        assertThat(IdentityTable.decoded(table.encoded(9), 9)).isEqualTo(table);
    }
}
