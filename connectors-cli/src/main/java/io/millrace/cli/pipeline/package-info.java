/** Pipelines of a file: held against connectors and systems, wired in Spark, and run. */
@NullMarked
package io.millrace.cli.pipeline;

import org.jspecify.annotations.NullMarked;
