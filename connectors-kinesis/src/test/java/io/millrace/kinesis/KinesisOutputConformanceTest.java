package io.millrace.kinesis;

import io.millrace.testkit.OutputConformance;

/** Kinesis keeps every rule of an output that a stream can show. */
class KinesisOutputConformanceTest extends OutputConformance implements OutputsInKinesis {}
