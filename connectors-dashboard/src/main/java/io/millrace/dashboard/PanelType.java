package io.millrace.dashboard;

/** How a panel shows its rows, and what it keeps of them unless the user says otherwise. */
enum PanelType {
    NUMBER(Keep.ALL, 300, 1, PanelWidth.QUARTER),
    SERIES(Keep.KEYED, 3000, 3000, PanelWidth.HALF),
    BARS(Keep.LAST, 500, 15, PanelWidth.HALF),
    TABLE(Keep.LAST, 500, 100, PanelWidth.HALF),
    MAP(Keep.LAST, 1000, 500, PanelWidth.HALF),
    LATEST(Keep.ALL, 200, 50, PanelWidth.HALF);

    private final Keep keep;
    private final int history;
    private final int rows;
    private final PanelWidth width;

    PanelType(Keep keep, int history, int rows, PanelWidth width) {
        this.keep = keep;
        this.history = history;
        this.rows = rows;
        this.width = width;
    }

    Keep keep() {
        return keep;
    }

    /** How many rows are kept. */
    int history() {
        return history;
    }

    /** How many of them are shown. */
    int rows() {
        return rows;
    }

    PanelWidth width() {
        return width;
    }
}
