/** Benchmarks side by side with Spark's own connectors and with the bare client. */
@NullMarked
package io.millrace.bench;

import org.jspecify.annotations.NullMarked;
