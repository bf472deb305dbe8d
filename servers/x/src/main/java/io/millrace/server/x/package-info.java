/** A server that speaks as the filtered stream of X does, and fails as it does when it is told to. */
@NullMarked
package io.millrace.server.x;

import org.jspecify.annotations.NullMarked;
