/** Enrichment: rows of a stream or batch, joined with what a store has for their keys. */
@NullMarked
package io.millrace.spark.lookup;

import org.jspecify.annotations.NullMarked;
