package io.millrace.kinesis;

import io.millrace.testkit.LogConformance;

/** Kinesis keeps every rule of a log that a stream of this emulator can show. */
class KinesisLocalLogConformanceTest extends LogConformance implements LogsInKinesis {
    @Override
    public Emulator emulator() {
        return Emulator.local();
    }
}
