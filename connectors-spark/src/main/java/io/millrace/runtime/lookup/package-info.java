/**
 * Looking rows up by key while others pass by: what is asked for is gathered into requests, shared and kept by all tasks of a
 * process. Nothing here imports Spark.
 */
@NullMarked
package io.millrace.runtime.lookup;

import org.jspecify.annotations.NullMarked;
