/** MongoDB as a store that is scanned and looked up, and as an output. */
@NullMarked
package io.millrace.mongodb;

import org.jspecify.annotations.NullMarked;
