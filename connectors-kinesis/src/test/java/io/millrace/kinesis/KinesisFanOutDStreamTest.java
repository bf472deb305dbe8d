package io.millrace.kinesis;

import io.millrace.testkit.DStreamConformance;
import org.junit.jupiter.api.Tag;

/** Kinesis by receivers keeps every rule of DStreams when records are pushed. */
@Tag("soak")
class KinesisFanOutDStreamTest extends DStreamConformance implements PushedLogsInKinesis {}
