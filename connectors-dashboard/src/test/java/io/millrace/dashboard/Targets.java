package io.millrace.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.api.Column;
import io.millrace.api.Columns;
import io.millrace.api.Options;
import io.millrace.api.OutputConnector;
import io.millrace.testkit.Cannot;
import io.millrace.testkit.OutputUnderTest;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the suites of outputs ask, answered by panels and read over HTTP. */
interface Targets extends OutputUnderTest {
    Columns COLUMNS =
            new Columns("id BIGINT, flag BOOLEAN, share DOUBLE, price DECIMAL(10,2), name STRING, bytes BINARY, "
                    + "day DATE, happened TIMESTAMP, tags ARRAY<STRING>, place STRUCT<x: INT, y: DOUBLE>, "
                    + "counts MAP<STRING, BIGINT>");

    /** The options of the panel beside its title. */
    Map<String, String> more();

    @Override
    default OutputConnector connector() {
        return new DashboardOutput();
    }

    @Override
    default Map<String, String> create() {
        Dashboard.stop();
        Map<String, String> options = new HashMap<>(more());
        options.put("title", "Panel " + UUID.randomUUID());
        options.put("port", "0");
        return options;
    }

    @Override
    default Columns columns() {
        return COLUMNS;
    }

    /** Every second number is beyond what a browser's numbers hold. */
    @Override
    default List<@Nullable Object> row(int number) {
        return List.of(
                number % 2 == 0 ? (long) number : Long.MAX_VALUE - number,
                number % 2 == 0,
                number / 4.0,
                BigDecimal.valueOf(number, 2),
                "<i>näme</i> & \"" + number + "\"\u2028",
                ByteBuffer.wrap(new byte[] {(byte) number, -1, 0}),
                LocalDate.ofEpochDay(number),
                Instant.ofEpochSecond(number, 123_456_000),
                List.of("a" + number, "b"),
                List.of((long) number, 0.5),
                Map.of("one", 1L, "number", (long) number));
    }

    @Override
    default List<@Nullable Object> rowOfNulls(int number) {
        List<@Nullable Object> row =
                new ArrayList<>(Arrays.asList(new Object[COLUMNS.list().size()]));
        row.set(0, row(number).get(0));
        row.set(7, Instant.ofEpochSecond(number));
        return row;
    }

    @Override
    default List<List<@Nullable Object>> visible(Options target) {
        if (Dashboard.address().isEmpty()) {
            return List.of();
        }
        List<List<@Nullable Object>> rows = new ArrayList<>();
        List<Column> columns = COLUMNS.list();
        for (JsonNode row : Http.panel(target.value(DashboardOptions.TITLE)).path("rows")) {
            List<@Nullable Object> values = new ArrayList<>();
            for (int i = 0; i < columns.size(); i++) {
                values.add(value(row.path(2).path(i), columns.get(i)));
            }
            rows.add(values);
        }
        return rows;
    }

    private static @Nullable Object value(JsonNode node, Column column) {
        if (node.isNull()) {
            return null;
        }
        return switch (column.name()) {
            case "id" -> Long.valueOf(node.asText());
            case "flag" -> node.booleanValue();
            case "share" -> node.doubleValue();
            case "price" -> new BigDecimal(node.textValue());
            case "bytes" ->
                ByteBuffer.wrap(HexFormat.of().parseHex(node.textValue().substring(2)));
            case "day" ->
                Instant.parse(node.textValue()).atOffset(ZoneOffset.UTC).toLocalDate();
            case "happened" -> Instant.parse(node.textValue());
            case "tags" -> List.of(node.path(0).textValue(), node.path(1).textValue());
            case "place" -> List.of(node.path("x").longValue(), node.path("y").doubleValue());
            case "counts" ->
                Map.of(
                        "one",
                        node.path("one").longValue(),
                        "number",
                        node.path("number").longValue());
            default -> node.textValue();
        };
    }

    @Override
    default Columns withUnknownColumn() {
        throw Cannot.show("a panel shows any column");
    }

    @Override
    default Map.Entry<String, Columns> withoutColumn() {
        return Map.entry("happened", new Columns(COLUMNS.ddl().replace("happened TIMESTAMP, ", "")));
    }

    @Override
    default Map.Entry<String, Columns> withWrongType() {
        return Map.entry("happened", new Columns(COLUMNS.ddl().replace("happened TIMESTAMP", "happened STRING")));
    }

    @Override
    default Map.Entry<String, Map<String, String>> missing() {
        Map<String, String> options = new HashMap<>(create());
        options.put("historyDirectory", "nowhere");
        return Map.entry("nowhere", options);
    }

    @Override
    default List<@Nullable Object> refusedRow(Options target) {
        List<@Nullable Object> row = new ArrayList<>(row(0));
        row.set(7, null);
        return row;
    }
}
