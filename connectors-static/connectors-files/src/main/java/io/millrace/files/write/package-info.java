/**
 * Writes of whole epochs into a directory, each exactly once: tasks stage files out of sight, one manifest decides, and one small
 * record per query says up to which epoch files count.
 */
@NullMarked
package io.millrace.files.write;

import org.jspecify.annotations.NullMarked;
