/**
 * The journal that makes a push source replayable: what receivers are handed is sealed into segments on a file system, and the
 * segments are read as a log. Hadoop's file systems are known here, Spark is not.
 */
@NullMarked
package io.millrace.runtime.journal;

import org.jspecify.annotations.NullMarked;
