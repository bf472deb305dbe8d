package io.millrace.flume;

import io.millrace.testkit.PushConformance;

/** Flume over Thrift keeps every rule of a push source. */
class FlumeThriftConformanceTest extends PushConformance implements FlumeUnderTest {
    @Override
    public Protocol protocol() {
        return Protocol.THRIFT;
    }
}
