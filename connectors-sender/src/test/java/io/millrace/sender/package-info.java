/** Tests of the sender, against receivers. */
@NullMarked
package io.millrace.sender;

import org.jspecify.annotations.NullMarked;
