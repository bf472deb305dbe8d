/** The kit under test: broken connectors, and which rules each of them breaks. */
@NullMarked
package io.millrace.testkit.faults;

import org.jspecify.annotations.NullMarked;
