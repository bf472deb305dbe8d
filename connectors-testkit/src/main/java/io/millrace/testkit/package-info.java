/**
 * The conformance kit: what every connector must keep, as tests. A connector author extends one suite per contract, answers
 * what the suite asks (a fresh log, append these events, …), and each rule becomes a test whose name begins with the rule's
 * number.
 */
@NullMarked
package io.millrace.testkit;

import org.jspecify.annotations.NullMarked;
