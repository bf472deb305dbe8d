/** Tests of push sources in Spark, with a source that takes lines of text at a port. */
@NullMarked
package io.millrace.testkit.push;

import org.jspecify.annotations.NullMarked;
