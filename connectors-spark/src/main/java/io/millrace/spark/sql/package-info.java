/** The Structured Streaming and batch faces: {@code format("millrace")}. */
@NullMarked
package io.millrace.spark.sql;

import org.jspecify.annotations.NullMarked;
