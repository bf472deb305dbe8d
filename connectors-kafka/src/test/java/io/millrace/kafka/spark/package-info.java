/** Kafka under Spark while things break: drivers, brokers, connections, users. */
@NullMarked
package io.millrace.kafka.spark;

import org.jspecify.annotations.NullMarked;
