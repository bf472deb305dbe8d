/**
 * The DStream faces: direct streams, receivers, and outputs on {@code foreachRDD}. What Spark calls {@code
 * private[streaming]} is used here and nowhere else.
 */
@NullMarked
package io.millrace.spark.dstream;

import org.jspecify.annotations.NullMarked;
