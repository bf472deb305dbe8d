/** Reads and writes ${system} with every face of Spark. */
@NullMarked
package ${package};

import org.jspecify.annotations.NullMarked;
