/** Flume as a source that agents push to, and as an output to agents. */
@NullMarked
package io.millrace.flume;

import org.jspecify.annotations.NullMarked;
