/** The door to what Spark has no words of its own for. */
@NullMarked
package io.millrace.spark;

import org.jspecify.annotations.NullMarked;
