package io.millrace.kinesis;

import static io.millrace.kinesis.Invariants.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.api.Budget;
import io.millrace.api.DataLossException;
import io.millrace.api.Offsets;
import io.millrace.api.StartFrom;
import io.millrace.api.Tip;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several streams in one query. */
@Timeout(60)
class KinesisStreamsTest {
    private final Emulator emulator = Emulator.lite();
    private final String first = emulator.stream(1);
    private final String other = emulator.stream(2);
    private final Rig rig;

    KinesisStreamsTest() throws Exception {
        rig = new Rig(new KinesisInput(), first, Map.of("streamName", first + ", " + other));
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    @Test
    void allAreReadEachWithItsShards() throws Exception {
        rig.write(0, 0, 3);
        emulator.numbers(other, 0, 10, 12);
        emulator.numbers(other, 1, 20, 22);
        Offsets from = rig.earliest();
        assertThat(from.positions()).hasSize(3);
        assertThat(from.identities()).containsOnlyKeys(rig.stream(), other);
        Offsets to = rig.next(from);
        assertThat(rig.read(from, to)).containsExactlyInAnyOrder("0", "1", "2", "10", "11", "20", "21");
        assertThat(rig.next(to)).isEqualTo(to);
        assertThat(rig.log().ends(rig.tip())).contains(to);
        assertThat(rig.log().start(new StartFrom.Latest()).positions().keySet())
                .isEqualTo(to.positions().keySet());
    }

    @Test
    void splitsOfOneLeaveTheOthersAlone() throws Exception {
        rig.write(0, 0, 3);
        emulator.numbers(other, 0, 10, 12);
        Offsets from = rig.earliest();
        emulator.server().split(other, emulator.shard(other, 0));
        emulator.numbers(other, 2, 12, 15);
        rig.restart();
        List<String> read = rig.readTo(from, rig.tip(), Budget.UNLIMITED);
        assertThat(read.stream().filter(value -> value.length() == 1)).containsExactlyElementsOf(numbers(0, 3));
        assertThat(read.stream().filter(value -> value.length() == 2)).containsExactlyElementsOf(numbers(10, 15));
    }

    @Test
    void aLimitIsKeptOverAll() throws Exception {
        rig.write(0, 0, 20);
        emulator.numbers(other, 0, 20, 30);
        Offsets from = rig.earliest();
        Tip tip = rig.tip();
        List<Offsets> batches = rig.batches(from, tip, Budget.ofRecords(6));
        List<String> all = new ArrayList<>();
        for (int i = 1; i < batches.size(); i++) {
            List<String> batch = rig.read(batches.get(i - 1), batches.get(i));
            assertThat(batch).hasSizeBetween(1, 6);
            all.addAll(batch);
        }
        assertThat(all).containsExactlyInAnyOrderElementsOf(numbers(0, 30));
    }

    @Test
    void whatOneLostIsToldAndTheOthersGoOnWhereTheyWere() throws Exception {
        rig.write(0, 0, 3);
        emulator.numbers(other, 0, 10, 12);
        Offsets saved = rig.next(rig.earliest());
        emulator.recreate(other);
        emulator.numbers(other, 0, 50, 52);
        rig.write(0, 3, 5);
        rig.restart();
        DataLossException loss = catchThrowableOfType(DataLossException.class, () -> rig.next(saved));
        assertThat(loss).hasMessageContaining(other).hasMessageContaining("created anew");
        assertThat(rig.readTo(loss.resumeFrom(), rig.tip(), Budget.UNLIMITED))
                .containsExactlyInAnyOrder("3", "4", "50", "51");
    }

    @Test
    void aStreamThatIsAddedBeginsWithItsOldestRecordAndOneThatIsTakenAwayIsTold() throws Exception {
        rig.write(0, 0, 3);
        emulator.numbers(other, 0, 10, 12);
        Offsets both = rig.next(rig.earliest());
        Offsets one = both.withoutStream(other);
        assertThat(rig.readTo(one, rig.tip(), Budget.UNLIMITED)).containsExactly("10", "11");
        try (Rig alone = new Rig(new KinesisInput(), rig.stream(), Map.of())) {
            assertThatThrownBy(() -> alone.next(both))
                    .hasMessageContaining(other)
                    .hasMessageContaining("streamName");
        }
    }
}
