package io.millrace.kafka;

import io.millrace.testkit.DStreamConformance;

/** Kafka as a direct stream and by receivers keeps every rule of DStreams that a topic can show. */
class KafkaDStreamTest extends DStreamConformance implements LogsInKafka {}
