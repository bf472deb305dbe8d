package io.millrace.dashboard;

/** How much of the page's width a panel takes; on narrow screens all of it. */
enum PanelWidth {
    QUARTER,
    THIRD,
    HALF,
    TWO_THIRDS,
    FULL
}
