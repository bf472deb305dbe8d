package io.millrace.api;

import java.util.List;

/**
 * A log connector whose users know its events under other columns, from other connectors of the same system. With the option
 * {@code columns=native} a query sees these and can move over unchanged.
 */
public interface NativeColumns extends LogConnector {
    /** The columns, in order; they may depend on the options. */
    List<NativeColumn> nativeColumns(Options options);
}
