/** MongoDB as a store that is scanned and looked up, as a log of its changes, and as an output. */
@NullMarked
package io.millrace.mongodb;

import org.jspecify.annotations.NullMarked;
