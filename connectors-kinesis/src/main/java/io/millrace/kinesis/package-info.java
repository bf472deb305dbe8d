/** Amazon Kinesis as a log and as an output. */
@NullMarked
package io.millrace.kinesis;

import org.jspecify.annotations.NullMarked;
