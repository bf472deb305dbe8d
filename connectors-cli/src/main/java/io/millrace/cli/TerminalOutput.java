package io.millrace.cli;

import io.millrace.api.ConnectorException;
import io.millrace.api.Option;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import io.millrace.spark.hosted.HostedOutput;
import io.millrace.spark.hosted.HostedWrite;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** The output {@code terminal}: the first rows of each batch as a table, on the standard output of the driver. */
public final class TerminalOutput implements HostedOutput {
    private static final Option<Long> ROWS = Option.wholeNumber("rows")
            .orElse("20")
            .check(rows -> rows > 0 && rows <= 100_000, "must be from 1 to 100000")
            .doc("How many rows of each batch are shown");

    private static final Option<Look> AS = Option.oneOf("as", Look.class)
            .orElse("table")
            .doc("table: for people; json: each row as an object on a line of its own, for programs");

    /** How rows are shown. */
    enum Look {
        /** For people. */
        TABLE,
        /** For programs. */
        JSON
    }

    /** For the service loader. */
    public TerminalOutput() {}

    @Override
    public String name() {
        return "terminal";
    }

    @Override
    public OptionSet options() {
        return OptionSet.of(ROWS, AS);
    }

    @Override
    public void check(StructType schema, HostedWrite write, Options options) {
        if (schema.isEmpty()) {
            throw ConnectorException.settings("There is no column to show; select some");
        }
    }

    @Override
    public void write(Dataset<Row> rows, HostedWrite write, Options options) {
        int most = options.value(ROWS).intValue();
        if (options.value(AS) == Look.JSON) {
            rows.toJSON().takeAsList(most).forEach(System.out::println);
            return;
        }
        List<Row> shown = rows.takeAsList(most + 1);
        if (shown.isEmpty()) {
            return;
        }
        System.out.println(text(rows.columns(), shown, most, write.epoch()));
    }

    private static String text(String[] titles, List<Row> rows, int most, long epoch) {
        List<Row> first = rows.subList(0, Math.min(most, rows.size()));
        StringBuilder text = new StringBuilder("batch " + epoch + "\n");
        Cells.table(List.of(titles), first)
                .lines()
                .forEach(line -> text.append(line).append('\n'));
        if (rows.size() > most) {
            text.append("… and more; option 'rows' says how many are shown\n");
        }
        return text.toString();
    }
}
