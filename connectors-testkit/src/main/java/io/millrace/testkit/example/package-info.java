/**
 * Small connectors that show the SPI and serve tests: a log, a store and an output in memory, a log over files of lines,
 * an output to a directory.
 */
@NullMarked
package io.millrace.testkit.example;

import org.jspecify.annotations.NullMarked;
