/** Where rows go that nothing can be done with: an output of its own, which gets each as a letter. Nothing here imports Spark. */
@NullMarked
package io.millrace.runtime.deadletter;

import org.jspecify.annotations.NullMarked;
