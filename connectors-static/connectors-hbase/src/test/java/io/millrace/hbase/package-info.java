@NullMarked
package io.millrace.hbase;

import org.jspecify.annotations.NullMarked;
