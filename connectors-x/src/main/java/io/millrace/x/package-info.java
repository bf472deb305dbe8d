/** The filtered stream of X (Twitter) as a source. */
@NullMarked
package io.millrace.x;

import org.jspecify.annotations.NullMarked;
