/** The pipeline file: what it may say, what it says, and where it is wrong. It knows no Spark. */
@NullMarked
package io.millrace.cli.file;

import org.jspecify.annotations.NullMarked;
