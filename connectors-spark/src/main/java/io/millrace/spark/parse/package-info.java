/** Bytes of events as columns, and what becomes of bytes that are not what they should be. */
@NullMarked
package io.millrace.spark.parse;

import org.jspecify.annotations.NullMarked;
