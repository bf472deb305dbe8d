package io.millrace.dashboard;

/** What becomes of a panel's rows when an epoch brings others. */
enum Keep {
    /** They go: the rows of an epoch are the whole panel. */
    LAST,
    /** Those with the same key go. */
    KEYED,
    /** They stay, up to the bound. */
    ALL
}
