/** A sink that runs inside Flink and hands a job's events over to Millrace's receivers. */
@NullMarked
package io.millrace.flink;

import org.jspecify.annotations.NullMarked;
