/** Files in HDFS and S3: read as a batch and as a stream of new files, and written, by Spark's own readers and writers. */
@NullMarked
package io.millrace.files;

import org.jspecify.annotations.NullMarked;
