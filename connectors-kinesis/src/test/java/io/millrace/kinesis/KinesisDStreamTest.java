package io.millrace.kinesis;

import io.millrace.testkit.DStreamConformance;

/** Kinesis as a direct stream and by receivers keeps every rule of DStreams that a stream can show. */
class KinesisDStreamTest extends DStreamConformance implements LogsInKinesis {
    @Override
    public Emulator emulator() {
        return Emulator.lite();
    }
}
