package io.millrace.api;

/**
 * A system that data comes from. One implementation per kind of system, with a public constructor without parameters,
 * listed in {@code META-INF/services/io.millrace.api.InputConnector}. Stateless; safe for many threads.
 */
public sealed interface InputConnector permits LogConnector, PushConnector, StoreConnector {
    /** The name users give in the option {@code connector}: lower case, unique among inputs. */
    String name();

    /** The options this connector takes. Always the same. */
    OptionSet options();
}
