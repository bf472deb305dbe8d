/** The kind of connector whose rows Spark itself reads and writes, such as files. It is the only kind that knows Spark. */
@NullMarked
package io.millrace.spark.hosted;

import org.jspecify.annotations.NullMarked;
