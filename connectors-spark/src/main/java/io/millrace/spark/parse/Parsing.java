package io.millrace.spark.parse;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.hex;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.raise_error;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.when;

import io.millrace.api.Columns;
import io.millrace.api.ConnectorException;
import io.millrace.api.Names;
import io.millrace.api.Options;
import io.millrace.runtime.ParseOptions;
import io.millrace.runtime.ParseOptions.OnMalformed;
import io.millrace.runtime.deadletter.DeadLetterJob;
import io.millrace.runtime.deadletter.DeadLetterOptions;
import io.millrace.spark.sql.TaskLetters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.encoders.RowEncoder;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Turns a column of bytes into columns. */
public final class Parsing {
    private static final String PARSED = "_millrace_parsed";
    private static final String BROKEN = "_millrace_broken";

    private Parsing() {}

    /**
     * Rows whose bytes are parsed: the column of bytes gives way to the parsed ones, which stand last.
     *
     * @param name json, csv, avro, protobuf or text
     * @param given the options; see {@link ParseOptions}
     */
    public static Dataset<Row> of(Dataset<Row> rows, String name, Map<String, String> given) {
        Format format = format(name);
        Options options = ParseOptions.all().read(given);
        String bytes = bytes(rows.schema(), options.value(ParseOptions.COLUMN));
        Optional<DeadLetterJob> letters = letters(options);
        Wanted wanted = Wanted.of(format, options);
        Column parsed = format.parsed(quoted(bytes), wanted);
        Dataset<Row> tried = rows.withColumn(PARSED, parsed)
                .withColumn(BROKEN, quoted(bytes).isNotNull().and(format.isBroken(col(PARSED))));
        return switch (options.value(ParseOptions.ON_MALFORMED)) {
            case FAIL -> result(tried.where(orFail(rows.schema(), name, bytes, wanted)), bytes, "");
            case RESCUE -> result(tried, bytes, options.value(ParseOptions.RESCUE_COLUMN));
            case DEADLETTER -> result(without(tried, name, bytes, letters.orElseThrow()), bytes, "");
        };
    }

    private static Format format(String name) {
        List<String> known = Arrays.stream(Format.values())
                .map(format -> format.name().toLowerCase(Locale.ROOT))
                .toList();
        if (known.contains(name.toLowerCase(Locale.ROOT))) {
            return Format.valueOf(name.toUpperCase(Locale.ROOT));
        }
        throw ConnectorException.settings("Bytes cannot be parsed as '" + name + "'"
                + Names.nearest(name, known, 2)
                        .map(near -> "; did you mean '" + near + "'?")
                        .orElse("; known are " + known));
    }

    private static String bytes(StructType schema, String column) {
        StructField field = Arrays.stream(schema.fields())
                .filter(one -> one.name().equalsIgnoreCase(column))
                .findFirst()
                .orElseThrow(() -> ConnectorException.settings("There is no column '" + column
                        + "' to parse; the columns are " + schema.toDDL() + ". Name it by option 'column'"));
        DataType type = field.dataType();
        if (!(type instanceof BinaryType) && !(type instanceof StringType)) {
            throw ConnectorException.settings(
                    "Column '" + column + "' is " + type.sql() + "; only BINARY and STRING can be parsed");
        }
        return field.name();
    }

    private static Optional<DeadLetterJob> letters(Options options) {
        Optional<DeadLetterJob> letters = DeadLetterJob.of(options);
        boolean sends = options.value(ParseOptions.ON_MALFORMED) == OnMalformed.DEADLETTER;
        if (sends != letters.isPresent()) {
            throw ConnectorException.settings("Option 'onMalformed'='deadletter' and '"
                    + DeadLetterOptions.CONNECTOR.name() + "' need each other; only one is given");
        }
        return letters;
    }

    /** A condition that every row meets that was understood; the others fail, whichever columns a query then uses. */
    private static Column orFail(StructType schema, String format, String bytes, Wanted wanted) {
        Column where = lit("Bytes that are not " + format + " of the given schema");
        if (wanted.registry() != null) {
            where = concat(
                    where,
                    lit(", or not behind a zero byte and the id of such a schema in the registry (they begin with "),
                    hex(substring(quoted(bytes).cast("binary"), 1, Frame.LENGTH)),
                    lit(")"));
        }
        for (String name : List.of("partition", "topic", "position", "offset")) {
            if (List.of(schema.fieldNames()).contains(name)) {
                where = concat(
                        where, lit(", " + name + " "), coalesce(quoted(name).cast("string"), lit("null")));
            }
        }
        Column error = concat(where, lit("; option 'onMalformed' says what becomes of such rows"));
        return when(col(BROKEN), raise_error(error).cast("boolean")).otherwise(lit(true));
    }

    /** The rows that were understood; the others are sent away. */
    private static Dataset<Row> without(Dataset<Row> tried, String format, String bytes, DeadLetterJob letters) {
        Columns columns = new Columns(tried.drop(PARSED, BROKEN).schema().toDDL());
        DeadLetterJob checked = TaskLetters.check(letters, columns, List.of("partition", "position"));
        return tried.mapPartitions(
                new Diverting(checked, format, bytes, BROKEN), RowEncoder.encoderFor(tried.schema(), true));
    }

    private static Dataset<Row> result(Dataset<Row> tried, String bytes, String rescue) {
        List<Column> columns = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (String name : tried.columns()) {
            if (!name.equals(bytes) && !name.equals(PARSED) && !name.equals(BROKEN)) {
                columns.add(quoted(name));
                names.add(name);
            }
        }
        StructType parsed = (StructType) tried.schema().apply(PARSED).dataType();
        for (String name : parsed.fieldNames()) {
            if (!name.equals(Format.SIGN)) {
                columns.add(when(col(BROKEN), lit(null))
                        .otherwise(col(PARSED).getField(name))
                        .as(name));
                names.add(name);
            }
        }
        if (!rescue.isEmpty()) {
            columns.add(when(col(BROKEN), quoted(bytes)).as(rescue));
            names.add(rescue);
        }
        checkNames(names);
        return tried.select(columns.toArray(Column[]::new));
    }

    private static void checkNames(List<String> names) {
        List<String> folded =
                names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
        for (int i = 0; i < folded.size(); i++) {
            if (folded.indexOf(folded.get(i)) != i) {
                throw ConnectorException.settings("Two columns would be named '" + names.get(i)
                        + "'; drop or rename the one that is there before it is parsed");
            }
        }
    }

    private static Column quoted(String name) {
        return col("`" + name.replace("`", "``") + "`");
    }
}
