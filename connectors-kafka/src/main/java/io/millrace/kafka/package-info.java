/** Kafka as a log that can be read, followed and planned, and as an output. */
@NullMarked
package io.millrace.kafka;

import org.jspecify.annotations.NullMarked;
