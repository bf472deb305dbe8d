/** A client of Millrace's receivers, for engines that hand their results over to Spark. It needs the JDK alone. */
@NullMarked
package io.millrace.sender;

import org.jspecify.annotations.NullMarked;
