package io.millrace.kinesis;

import io.millrace.testkit.LogConformance;
import org.junit.jupiter.api.Tag;

/** Kinesis keeps every rule of a log, those of tails above all, when records are pushed. */
@Tag("soak")
class KinesisFanOutLogConformanceTest extends LogConformance implements PushedLogsInKinesis {}
