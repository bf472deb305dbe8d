package io.millrace.kafka;

import io.millrace.testkit.LogConformance;

/** Kafka keeps every rule of a log that a topic can show. */
class KafkaLogConformanceTest extends LogConformance implements LogsInKafka {}
