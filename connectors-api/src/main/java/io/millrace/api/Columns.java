package io.millrace.api;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Names and types of columns, told by Spark's DDL text: {@code id BIGINT, tags ARRAY<STRING>}. Types keep their text, so the
 * SPI has no type system of its own. A name with other characters than letters, digits and underscores stands in
 * back-quotes.
 *
 * @param ddl the text
 */
public record Columns(String ddl) implements Serializable {
    /** Checks the text. */
    public Columns {
        parse(ddl);
    }

    /** The columns in order. Parsed at each call: ask once. */
    public List<Column> list() {
        return parse(ddl);
    }

    /** The place of the column with this name, in any case. */
    public OptionalInt index(String name) {
        List<Column> columns = list();
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equalsIgnoreCase(name)) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    /** The columns of a {@code STRUCT<…>} type. */
    public static Columns ofStruct(String type) {
        if (!type.regionMatches(true, 0, "STRUCT<", 0, 7) || !type.endsWith(">")) {
            throw new IllegalArgumentException("Not a STRUCT type: " + type);
        }
        return new Columns(type.substring(7, type.length() - 1));
    }

    private static List<Column> parse(String ddl) {
        List<Column> columns = new ArrayList<>();
        if (ddl.isBlank()) {
            return columns;
        }
        int end = -1;
        while (end < ddl.length()) {
            int at = end + 1;
            end = endOfColumn(ddl, at);
            columns.add(column(ddl.substring(at, end).strip()));
        }
        return columns;
    }

    /** The place of the comma that ends the column which begins at {@code at}, or the end of the text. */
    private static int endOfColumn(String ddl, int at) {
        int depth = 0;
        boolean quoted = false;
        for (int i = at; i < ddl.length(); i++) {
            char c = ddl.charAt(i);
            if (c == '`') {
                quoted = !quoted;
            } else if (!quoted && (c == '<' || c == '(')) {
                depth++;
            } else if (!quoted && (c == '>' || c == ')')) {
                if (--depth < 0) {
                    break;
                }
            } else if (!quoted && c == ',' && depth == 0) {
                return i;
            }
        }
        if (quoted || depth != 0) {
            throw new IllegalArgumentException("Unbalanced quotes or brackets in columns: " + ddl);
        }
        return ddl.length();
    }

    private static Column column(String text) {
        int end = endOfName(text);
        if (end <= 0) {
            throw new IllegalArgumentException("Expected a column's name and type, found: '" + text + "'");
        }
        String name = text.substring(0, end);
        String plain =
                name.startsWith("`") ? name.substring(1, name.length() - 1).replace("``", "`") : name;
        String rest = text.substring(end);
        String type = rest.replaceFirst("^[\\s:]+", "").replaceFirst("(?i)\\s+NOT\\s+NULL.*$", "");
        if (plain.isEmpty() || type.isEmpty() || type.equals(rest)) {
            throw new IllegalArgumentException("Column '" + plain + "' has no type");
        }
        return new Column(plain, type);
    }

    private static int endOfName(String text) {
        if (!text.startsWith("`")) {
            int i = 0;
            while (i < text.length() && !Character.isWhitespace(text.charAt(i)) && text.charAt(i) != ':') {
                i++;
            }
            return i;
        }
        int i = 1;
        while (i < text.length()) {
            if (text.charAt(i) == '`') {
                if (i + 1 == text.length() || text.charAt(i + 1) != '`') {
                    return i + 1;
                }
                i++;
            }
            i++;
        }
        return -1;
    }
}
