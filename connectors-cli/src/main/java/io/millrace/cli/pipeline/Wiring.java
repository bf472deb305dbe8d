package io.millrace.cli.pipeline;

import io.millrace.api.ConnectorException;
import io.millrace.api.Names;
import io.millrace.cli.file.Located;
import io.millrace.cli.file.Pipeline;
import io.millrace.cli.file.Pipeline.Deduplicate;
import io.millrace.cli.file.Pipeline.Format;
import io.millrace.cli.file.Pipeline.Input;
import io.millrace.cli.file.Pipeline.Lookup;
import io.millrace.cli.file.Pipeline.Model;
import io.millrace.cli.file.Pipeline.Output;
import io.millrace.cli.file.Pipeline.Sql;
import io.millrace.cli.file.Pipeline.Step;
import io.millrace.cli.file.Pipeline.Watermark;
import io.millrace.cli.file.Settings;
import io.millrace.cli.file.Spot;
import io.millrace.runtime.registry.RegistryOptions;
import io.millrace.spark.Millrace;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * The Datasets of a pipeline, made in a session of their own, where inputs and steps are views. Stores are asked for their
 * columns; no data moves. A part that cannot be made is told as a fault, and those that build on it are left out silently.
 */
final class Wiring {
    private final SparkSession spark;
    private final Assembly assembly;
    private final Faults faults;
    private final Map<String, Dataset<Row>> tables = new HashMap<>();
    private final Set<String> left = new HashSet<>();

    private Wiring(SparkSession spark, Assembly assembly, Faults faults) {
        this.spark = spark;
        this.assembly = assembly;
        this.faults = faults;
    }

    static Wiring of(SparkSession spark, Pipeline pipeline, Assembly assembly, Faults faults) {
        Wiring wiring = new Wiring(spark, assembly, faults);
        SparkSession.setActiveSession(spark);
        VectorFunctions.register(spark);
        pipeline.inputs().forEach(wiring::wire);
        pipeline.steps().forEach(wiring::wire);
        return wiring;
    }

    /** The rows that an output writes; empty if they could not be made. */
    Optional<Dataset<Row>> rows(Output output) {
        return Optional.ofNullable(tables.get(output.from().text()));
    }

    private void wire(Input input) {
        Settings options = assembly.input(input);
        try {
            keep(input.name(), load(input, options));
        } catch (Exception e) {
            left.add(input.name().text());
            faults.add(input.connector().spot(), options, e);
            return;
        }
        Format format = input.format();
        if (format != null) {
            Settings parsing = assembly.format(format);
            change(
                    input.name(),
                    parsing.spot(RegistryOptions.URL.name(), format.type().spot()),
                    parsing,
                    rows -> Millrace.parse(rows, format.type().text(), parsing.texts()));
        }
        mark(input.name(), input.watermark());
    }

    private void mark(Located name, @Nullable Watermark watermark) {
        if (watermark != null) {
            change(
                    name,
                    watermark.column().spot(),
                    Settings.NONE,
                    rows -> rows.withWatermark(
                            watermark.column().text(), watermark.delay().text()));
        }
    }

    private Dataset<Row> load(Input input, Settings options) {
        Located schema = input.schema();
        if (Assembly.isStream(input)) {
            var reader = spark.readStream().format("millrace").options(options.texts());
            return (schema == null ? reader : reader.schema(schema.text())).load();
        }
        var reader = spark.read().format("millrace").options(options.texts());
        return (schema == null ? reader : reader.schema(schema.text())).load();
    }

    private void wire(Step step) {
        if (step.work() instanceof Sql sql) {
            wire(step.name(), sql);
        } else if (step.work() instanceof Lookup lookup) {
            Settings options = assembly.lookup(lookup);
            String[] keys = lookup.keys().stream().map(Located::text).toArray(String[]::new);
            make(
                    step.name(),
                    lookup.from(),
                    lookup.connector().spot(),
                    options.and(Settings.of(lookup.keys())),
                    rows -> Millrace.lookup(spark, lookup.connector().text(), options.texts())
                            .join(rows, keys));
        } else if (step.work() instanceof Model model) {
            make(
                    step.name(),
                    model.from(),
                    model.path().spot(),
                    Settings.NONE,
                    rows -> SavedModel.apply(model.path().text(), rows));
        } else if (step.work() instanceof Deduplicate rows) {
            make(
                    step.name(),
                    rows.from(),
                    rows.from().spot(),
                    Settings.of(rows.keys()),
                    all -> Duplicates.removed(all, rows));
        }
        mark(step.name(), step.watermark());
    }

    private void wire(Located name, Sql sql) {
        String text = sql.query().text();
        try {
            // A query alone: whatever else SQL can do would be done at once, by a check too.
            var unused = spark.sessionState().sqlParser().parseQuery(text);
            keep(name, spark.sql(text));
        } catch (Exception e) {
            left.add(name.text());
            tell(sql, e);
        }
    }

    private void tell(Sql sql, Exception failure) {
        Spot spot = sql.query().spot();
        String message = Reason.of(failure);
        if (failure instanceof AnalysisException wrong) {
            String table = wrong.getMessageParameters()
                    .getOrDefault("relationName", "")
                    .replace("`", "");
            if ("TABLE_OR_VIEW_NOT_FOUND".equals(wrong.getCondition())) {
                if (left.contains(table)) {
                    return;
                }
                message = "No input or earlier step is named '" + table + "'"
                        + Names.nearest(table, tables.keySet(), 2)
                                .map(near -> "; did you mean '" + near + "'?")
                                .orElse("; there are " + String.join(", ", tables.keySet()));
            }
            if (wrong.line().isDefined() && wrong.line().get() instanceof Integer line) {
                int column = wrong.startPosition().isDefined()
                                && wrong.startPosition().get() instanceof Integer at
                        ? at + 1
                        : 1;
                spot = new Spot(sql.first().line() + line - 1, sql.first().column() - 1 + column);
            }
        }
        faults.add(spot, message);
    }

    private void make(Located name, Located from, Spot spot, Settings options, Change change) {
        Dataset<Row> rows = tables.get(from.text());
        if (rows == null) {
            left.add(name.text());
            return;
        }
        try {
            keep(name, change.of(rows));
        } catch (Exception e) {
            left.add(name.text());
            faults.add(spot, options, e);
        }
    }

    private void change(Located name, Spot spot, Settings options, Change change) {
        Dataset<Row> rows = tables.remove(name.text());
        if (rows == null) {
            return;
        }
        try {
            keep(name, change.of(rows));
        } catch (Exception e) {
            left.add(name.text());
            var unused = spark.catalog().dropTempView(name.text());
            faults.add(spot, options, e);
        }
    }

    private void keep(Located name, Dataset<Row> rows) {
        if (rows.columns().length == 0) {
            throw ConnectorException.settings("'" + name.text() + "' has no columns; it must be a query that has some");
        }
        tables.put(name.text(), rows);
        rows.createOrReplaceTempView(name.text());
    }

    /** What makes rows of rows. */
    private interface Change {
        Dataset<Row> of(Dataset<Row> rows) throws Exception;
    }
}
