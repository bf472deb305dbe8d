package io.millrace.spark.dstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.Offsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BatchProgressTest {
    private final BatchProgress progress = new BatchProgress(at(0));

    @Test
    void aBatchCountsWhenAllBeforeItHaveEnded() {
        progress.begun(1_000, at(1));
        progress.begun(2_000, at(2));
        progress.begun(3_000, at(3));
        progress.completed(2_000);
        assertThat(progress.done()).isEqualTo(at(0));
        progress.completed(1_000);
        assertThat(progress.done()).isEqualTo(at(2));
        assertThat(progress.doneMillis()).isEqualTo(2_000);
        progress.completed(3_000);
        assertThat(progress.done()).isEqualTo(at(3));
    }

    @Test
    void aBatchThatFailedHoldsUpAllLaterOnes() {
        progress.begun(1_000, at(1));
        progress.begun(2_000, at(2));
        progress.completed(2_000);
        progress.begun(3_000, at(3));
        progress.completed(3_000);
        assertThat(progress.done()).isEqualTo(at(0));
    }

    @Test
    void batchesOfOthersDoNotCount() {
        progress.begun(1_000, at(1));
        progress.completed(500);
        assertThat(progress.done()).isEqualTo(at(0));
    }

    private static Offsets at(int position) {
        return Offsets.of(Map.of("numbers/0", Integer.toString(position)));
    }
}
