package io.millrace.kinesis;

import io.millrace.testkit.LogConformance;
import org.junit.jupiter.api.Tag;

/** Kinesis keeps every rule of a log that a stream of this emulator, the slower one, can show. */
@Tag("soak")
class KinesisLocalLogConformanceTest extends LogConformance implements LogsInKinesis {
    @Override
    public Emulator emulator() {
        return Emulator.local();
    }
}
