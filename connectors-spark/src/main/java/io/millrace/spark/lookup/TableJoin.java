package io.millrace.spark.lookup;

import io.millrace.api.Option;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import io.millrace.runtime.lookup.LookupOptions;
import io.millrace.spark.hosted.HostedInput;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A look-up in a table that cannot be asked by key: Spark sends all of it to each executor. Each micro-batch lists and reads it
 * anew, so that it is as new as the batch.
 */
final class TableJoin {
    private static final OptionSet FRAMEWORK =
            OptionSet.of(LookupOptions.KEYS, LookupOptions.COLUMNS, LookupOptions.PREFIX, LookupOptions.JOIN);

    private TableJoin() {}

    /** The options of such a look-up, beside those of every hosted connector. */
    static OptionSet options(HostedInput input) {
        return FRAMEWORK.and(input.options());
    }

    /** The whole table. */
    static Dataset<Row> table(SparkSession spark, HostedInput input, StructType schema, Options options) {
        TreeMap<String, String> own = new TreeMap<>(options.asMap());
        FRAMEWORK.options().stream().map(Option::name).forEach(own::remove);
        return spark.read().format("millrace").options(own).schema(schema).load();
    }

    /** The rows, each with the columns that the table has for its key. */
    static Dataset<Row> join(
            Dataset<Row> rows,
            String[] keys,
            Dataset<Row> table,
            List<StructField> tableKeys,
            StructType added,
            Options options) {
        List<Column> right = new ArrayList<>();
        Column same = functions.lit(true);
        for (int i = 0; i < keys.length; i++) {
            // A name that nobody else has, as both sides may have a column of the key's name.
            String name = "__millrace_key_" + i;
            right.add(column(tableKeys.get(i).name()).as(name));
            same = same.and(column(keys[i]).equalTo(column(name)));
        }
        String prefix = options.value(LookupOptions.PREFIX);
        List<Column> all = new ArrayList<>();
        for (String name : rows.columns()) {
            all.add(column(name));
        }
        for (StructField field : added.fields()) {
            right.add(column(field.name()).as(prefix + field.name()));
            all.add(column(prefix + field.name()));
        }
        String kind = options.value(LookupOptions.JOIN) == LookupOptions.Join.LEFT ? "left_outer" : "inner";
        return rows.join(functions.broadcast(table.select(right.toArray(Column[]::new))), same, kind)
                .select(all.toArray(Column[]::new));
    }

    private static Column column(String name) {
        return functions.col("`" + name.replace("`", "``") + "`");
    }
}
