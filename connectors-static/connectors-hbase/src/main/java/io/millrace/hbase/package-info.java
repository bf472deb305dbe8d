/** HBase as a store: read by scans, looked up by row key, and written by puts and deletes. */
@NullMarked
package io.millrace.hbase;

import org.jspecify.annotations.NullMarked;
