package io.millrace.flume;

import io.millrace.testkit.PushConformance;

/** Flume over Avro keeps every rule of a push source. */
class FlumeAvroConformanceTest extends PushConformance implements FlumeUnderTest {
    @Override
    public Protocol protocol() {
        return Protocol.AVRO;
    }
}
