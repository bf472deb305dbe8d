/** The example connectors under the conformance kit. */
@NullMarked
package io.millrace.testkit.example;

import org.jspecify.annotations.NullMarked;
