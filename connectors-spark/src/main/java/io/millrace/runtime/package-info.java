/**
 * What every face needs of a connector: look-up by name, options, planning, retry, the policy on data loss, the text form of
 * offsets and the write protocol. Nothing here imports Spark.
 */
@NullMarked
package io.millrace.runtime;

import org.jspecify.annotations.NullMarked;
