/** Schemas that others keep: a client of schema registries that speak Confluent's protocol. */
@NullMarked
package io.millrace.runtime.registry;

import org.jspecify.annotations.NullMarked;
