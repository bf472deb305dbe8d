package io.millrace.kinesis;

import io.millrace.testkit.WriteFacesConformance;

/** Writing to Kinesis through Spark keeps every rule that a stream can show. */
class KinesisOutputFacesTest extends WriteFacesConformance implements OutputsInKinesis {}
