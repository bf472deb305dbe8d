/** A live web page on the driver, as an output. */
@NullMarked
package io.millrace.dashboard;

import org.jspecify.annotations.NullMarked;
