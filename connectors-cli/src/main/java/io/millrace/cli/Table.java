package io.millrace.cli;

import java.util.ArrayList;
import java.util.List;

/** Rows of texts under titles, in columns that are as wide as what stands in them. */
final class Table {
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    Table(List<String> titles) {
        rows.add(List.copyOf(titles));
    }

    Table(String... titles) {
        this(List.of(titles));
    }

    void add(List<String> cells) {
        rows.add(List.copyOf(cells));
    }

    void add(String... cells) {
        add(List.of(cells));
    }

    /** The lines: titles first. */
    List<String> lines() {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], length(row.get(i)));
            }
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String cell = row.get(i);
                line.append(cell).append(" ".repeat(widths[i] - length(cell))).append(GAP);
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
