/** Tests of writes into directories, on real servers. */
@NullMarked
package io.millrace.files.write;

import org.jspecify.annotations.NullMarked;
