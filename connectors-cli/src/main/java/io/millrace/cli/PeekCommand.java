package io.millrace.cli;

import io.millrace.api.ConnectorException;
import io.millrace.cli.pipeline.Kinds;
import io.millrace.cli.pipeline.Sessions;
import io.millrace.spark.Millrace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace peek NAME}: the first rows of a source as a table. */
@Command(
        name = "peek",
        mixinStandardHelpOptions = true,
        description =
                "Shows the first events or rows of a source. Nothing is noted anywhere, and nothing is taken away.",
        footer = {
            "",
            "Examples:",
            "  millrace peek kafka --option kafka.bootstrap.servers=localhost:9092 --option subscribe=orders",
            "  millrace peek kafka -o kafka.bootstrap.servers=localhost:9092 -o subscribe=orders --rows 3 \\",
            "      --format json --schema 'id BIGINT, total DOUBLE' --columns id,total",
            "  millrace peek mongodb -o connection.uri=env:MONGO -o database=shop -o collection=authors --json"
        })
final class PeekCommand implements Callable<Integer> {
    @Mixin
    private final Printing printing = new Printing();

    @Parameters(paramLabel = "NAME", description = "The connector's name; 'millrace connectors' shows all.")
    private String name = "";

    @Option(
            names = {"-o", "--option"},
            paramLabel = "NAME=VALUE",
            description = "An option of the connector; a secret is env:NAME or file:PATH.")
    private Map<String, String> options = new LinkedHashMap<>();

    @Option(names = "--rows", paramLabel = "N", description = "How many rows, ${DEFAULT-VALUE} if nothing is said.")
    private int rows = 10;

    @Option(
            names = "--columns",
            paramLabel = "NAMES",
            split = ",",
            description = "The columns to show; all if nothing is said.")
    private List<String> columns = new ArrayList<>();

    @Option(names = "--format", paramLabel = "FORMAT", description = "What 'value' holds: json, csv, avro or text.")
    private @Nullable String format;

    @Option(names = "--schema", paramLabel = "DDL", description = "The columns in 'value', for --format.")
    private @Nullable String schema;

    @Override
    public Integer call() {
        if (rows < 1) {
            throw ConnectorException.settings("'--rows' is " + rows + "; it must be at least 1");
        }
        if (Kinds.isPush(name)) {
            throw ConnectorException.settings(
                    "Connector '" + name + "' is spoken to, so there is nothing to look at before it"
                            + " runs; run a pipeline from it to the output 'terminal'");
        }
        var unused = Kinds.ofInput(name);
        SparkSession spark = Sessions.of("peek", Map.of());
        try {
            SparkSession.setActiveSession(spark);
            show(chosen(parsed(spark.read()
                    .format("millrace")
                    .options(options)
                    .option("connector", name)
                    .load())));
            return 0;
        } finally {
            spark.sparkContext().stop();
        }
    }

    private Dataset<Row> parsed(Dataset<Row> read) {
        String type = format;
        String ddl = schema;
        if (type == null) {
            return read;
        }
        Map<String, String> given = new LinkedHashMap<>(Map.of("onMalformed", "rescue"));
        if (ddl != null) {
            given.put("schema", ddl);
        }
        return Millrace.parse(read, type, given);
    }

    private Dataset<Row> chosen(Dataset<Row> read) {
        return columns.isEmpty() ? read : read.selectExpr(columns.toArray(String[]::new));
    }

    private void show(Dataset<Row> shown) {
        if (printing.isJson()) {
            shown.limit(rows).toJSON().collectAsList().forEach(printing::plain);
            return;
        }
        List<Row> first = shown.takeAsList(rows);
        Cells.table(List.of(shown.columns()), first).lines().forEach(printing::plain);
        if (first.isEmpty()) {
            printing.note("There is nothing there.");
        }
    }
}
