package io.millrace.cli;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/** What people see of values in rows: bytes as text where they are text, on one line, and not too long. */
final class Cells {
    private static final int LONGEST = 80;
    private static final int MOST_BYTES = 32;

    private Cells() {}

    /** Rows as a table. */
    static Table table(List<String> titles, List<Row> rows) {
        Table table = new Table(titles);
        for (Row row : rows) {
            List<String> cells = new ArrayList<>();
            for (int i = 0; i < row.size(); i++) {
                cells.add(cut(text(row.get(i))));
            }
            table.add(cells);
        }
        return table;
    }

    static String text(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            return ofBytes(bytes);
        }
        if (value instanceof Row row) {
            List<String> fields = new ArrayList<>();
            for (int i = 0; i < row.size(); i++) {
                fields.add(text(row.get(i)));
            }
            return "{" + String.join(", ", fields) + "}";
        }
        if (value instanceof scala.collection.Seq<?> items) {
            return CollectionConverters.asJava(items).stream()
                    .map(Cells::text)
                    .collect(Collectors.joining(", ", "[", "]"));
        }
        return String.valueOf(value);
    }

    private static String ofBytes(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            if (text.chars().noneMatch(c -> Character.isISOControl(c) && !Character.isWhitespace(c))) {
                return text;
            }
        } catch (CharacterCodingException e) {
            return hex(bytes);
        }
        return hex(bytes);
    }

    private static String hex(byte[] bytes) {
        String shown = HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, MOST_BYTES));
        return "0x" + shown + (bytes.length > MOST_BYTES ? "… (" + bytes.length + " bytes)" : "");
    }

    private static String cut(String text) {
        String line = text.replaceAll("\\s*\\R\\s*", " ").replaceAll("\\p{Cntrl}", " ");
        return line.codePointCount(0, line.length()) <= LONGEST
                ? line
                : line.substring(0, line.offsetByCodePoints(0, LONGEST - 1)) + "…";
    }
}
