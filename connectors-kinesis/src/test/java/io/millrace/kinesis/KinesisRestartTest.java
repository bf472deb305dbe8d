package io.millrace.kinesis;

import static io.millrace.kinesis.Invariants.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.api.Budget;
import io.millrace.api.ConnectorException;
import io.millrace.api.DataLossException;
import io.millrace.api.Offsets;
import io.millrace.api.StartFrom;
import io.millrace.testkit.server.KinesisFaults.Trimmed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a query finds when it is started again after something happened to its stream. */
@Timeout(60)
class KinesisRestartTest {
    private static final String FIRST = "shardId-000000000000";

    @Test
    void afterSplitsAndMergesItGoesOnWithNothingLost() throws Exception {
        try (Rig rig = new Rig(new KinesisInput(), 1)) {
            Offsets from = rig.earliest();
            rig.write(0, 0, 3);
            Offsets saved = rig.next(from);
            rig.write(0, 3, 5);
            rig.split(0);
            rig.write(1, 5, 7);
            rig.merge(1, 2);
            rig.write(3, 7, 9);
            rig.restart();
            assertThat(rig.readTo(saved, rig.tip(), Budget.UNLIMITED)).isEqualTo(numbers(3, 9));
        }
    }

    @Test
    void afterRetentionPassedItSaysWhatIsGoneAndGoesOnWithWhatIsLeft() throws Exception {
        for (Trimmed shows : Trimmed.values()) {
            try (Rig rig = new Rig(new KinesisInput(), 1)) {
                Offsets from = rig.earliest();
                List<String> written = rig.write(0, 0, 8);
                Offsets saved =
                        rig.log().advance(from, rig.tip(), Budget.ofRecords(2)).end();
                rig.faults().trim(rig.stream(), FIRST, written.get(5), shows);
                rig.faults().expire(rig.stream());
                rig.restart();
                DataLossException loss = catchThrowableOfType(DataLossException.class, () -> rig.next(saved));
                assertThat(loss)
                        .as("%s", shows)
                        .hasMessageContaining(written.get(1))
                        .hasMessageContaining("retention");
                assertThat(rig.readTo(loss.resumeFrom(), rig.tip(), Budget.UNLIMITED))
                        .isEqualTo(numbers(5, 8));
            }
        }
    }

    @Test
    void ofAStreamCreatedAnewItSaysSoAndGoesOnAtItsBeginning() throws Exception {
        try (Rig rig = new Rig(new KinesisInput(), 2)) {
            rig.write(0, 0, 3);
            Offsets saved = rig.next(rig.earliest());
            Rig.emulator().recreate(rig.stream());
            rig.write(0, 50, 60);
            rig.restart();
            DataLossException loss = catchThrowableOfType(DataLossException.class, () -> rig.next(saved));
            assertThat(loss).hasMessageContaining(rig.stream()).hasMessageContaining("created anew");
            assertThat(rig.readTo(loss.resumeFrom(), rig.tip(), Budget.UNLIMITED))
                    .isEqualTo(numbers(50, 60));
        }
    }

    @Test
    void ofAStreamThatIsGoneItSaysSo() throws Exception {
        try (Rig rig = new Rig(new KinesisInput(), 1)) {
            rig.write(0, 0, 3);
            Offsets saved = rig.next(rig.earliest());
            Rig.emulator().server().deleteStream(rig.stream());
            rig.restart();
            assertThatThrownBy(() -> rig.next(saved))
                    .isInstanceOf(DataLossException.class)
                    .hasMessageContaining(rig.stream())
                    .hasMessageContaining("gone");
        }
    }

    @Test
    void withoutPermissionItIsToldWhichAndDoesNotTryAgain() throws Exception {
        for (String action : List.of("DescribeStreamSummary", "ListShards", "GetShardIterator", "GetRecords")) {
            try (Rig rig = new Rig(new KinesisInput(), 1)) {
                rig.write(0, 0, 3);
                Offsets saved = rig.earliest();
                rig.faults().refuse(action, "AccessDeniedException");
                ConnectorException failure = catchThrowableOfType(ConnectorException.class, () -> {
                    rig.restart();
                    rig.next(saved);
                });
                assertThat(failure)
                        .as("%s", action)
                        .hasMessageContaining("not allowed")
                        .hasMessageContaining(rig.stream());
                assertThat(failure.kind()).isEqualTo(ConnectorException.Kind.SETTINGS);
            }
        }
    }

    @Test
    void aCheckpointOfAnotherStreamIsRefused() throws Exception {
        try (Rig rig = new Rig(new KinesisInput(), 1);
                Rig other = new Rig(new KinesisInput(), 1)) {
            Offsets saved = rig.earliest();
            assertThatThrownBy(() -> other.next(saved))
                    .isInstanceOf(ConnectorException.class)
                    .hasMessageContaining(rig.stream())
                    .hasMessageContaining(other.stream());
        }
    }

    @Test
    void anInstantBeginsWithTheFirstRecordThatArrivedThen() throws Exception {
        try (Rig rig = new Rig(new KinesisInput(), 2)) {
            rig.write(0, 0, 3);
            rig.write(1, 0, 2);
            Instant written = Instant.now();
            Awaitility.await().until(() -> Instant.now().isAfter(written.plusMillis(20)));
            Instant between = Instant.now();
            rig.write(0, 3, 6);
            Offsets since = rig.log().start(new StartFrom.At(between));
            Offsets later = rig.log().start(new StartFrom.At(between.plusSeconds(600)));
            Offsets before = rig.log().start(new StartFrom.At(between.minusSeconds(600)));
            rig.write(1, 2, 4);
            assertThat(rig.readTo(since, rig.tip(), Budget.UNLIMITED)).containsExactly("3", "4", "5", "2", "3");
            assertThat(rig.readTo(later, rig.tip(), Budget.UNLIMITED)).containsExactly("2", "3");
            assertThat(rig.readTo(before, rig.tip(), Budget.UNLIMITED)).hasSize(10);
        }
    }

    @Test
    void recordsThatBecomeVisibleLateAreReadOnce() throws Exception {
        try (Rig rig = new Rig(new KinesisInput(), 1)) {
            Offsets from = rig.earliest();
            rig.faults().delay(Duration.ofMillis(150));
            List<String> read = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                rig.write(0, i * 4, i * 4 + 4);
                Offsets to = rig.next(from);
                read.addAll(rig.read(from, to));
                from = to;
            }
            rig.faults().delay(Duration.ZERO);
            read.addAll(rig.readTo(from, rig.tip(), Budget.UNLIMITED));
            assertThat(read).isEqualTo(numbers(0, 20));
        }
    }
}
