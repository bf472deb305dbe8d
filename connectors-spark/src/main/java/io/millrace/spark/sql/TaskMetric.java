package io.millrace.spark.sql;

import org.apache.spark.sql.connector.metric.CustomTaskMetric;

/** The value of a counter in one task. */
record TaskMetric(String name, long value) implements CustomTaskMetric {}
