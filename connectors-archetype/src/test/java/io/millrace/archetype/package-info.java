@NullMarked
package io.millrace.archetype;

import org.jspecify.annotations.NullMarked;
