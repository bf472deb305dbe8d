/** The demo: a pipeline on a real broker that checks itself; and the examples of the README. */
@NullMarked
package io.millrace.examples;

import org.jspecify.annotations.NullMarked;
