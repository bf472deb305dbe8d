package io.millrace.spark.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class WriteJobTest {
    /** An executor that has outlived its driver may still write when the next driver's tasks begin at 0 again. */
    @Test
    void anAttemptIsNotThatOfAnEarlierRun() {
        WriteJob first = WriteJob.begin("q", "collected", new StructType(), Map.of(), null);
        WriteJob second = WriteJob.begin("q", "collected", new StructType(), Map.of(), null);

        assertThat(first.attempt(3, 1, 0)).isNotEqualTo(second.attempt(3, 1, 0));
        assertThat(first.attempt(3, 1, 0)).isNotEqualTo(first.attempt(3, 1, 1));
        assertThat(first.attempt(3, 1, 7)).isEqualTo(first.attempt(3, 1, 7));
        assertThat(first.attempt(3, 1, 0).attempt()).isNotNegative();
    }
}
