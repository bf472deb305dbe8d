/** Formats of bytes, with all that a user may have on the class path. */
@NullMarked
package io.millrace.formats;

import org.jspecify.annotations.NullMarked;
