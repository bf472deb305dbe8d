package io.millrace.kinesis;

import io.millrace.testkit.ReadFacesConformance;

/** Reading Kinesis through Spark keeps every rule that a stream can show. */
class KinesisFacesTest extends ReadFacesConformance implements LogsInKinesis {
    @Override
    public Emulator emulator() {
        return Emulator.lite();
    }
}
