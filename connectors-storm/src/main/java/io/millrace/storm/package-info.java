/** A bolt that runs inside Storm and hands a topology's tuples over to Millrace's receivers. */
@NullMarked
package io.millrace.storm;

import org.jspecify.annotations.NullMarked;
