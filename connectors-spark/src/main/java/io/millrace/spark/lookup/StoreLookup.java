package io.millrace.spark.lookup;

import io.millrace.api.Columns;
import io.millrace.api.ConnectorException;
import io.millrace.api.KeyedStoreConnector;
import io.millrace.api.Names;
import io.millrace.api.Options;
import io.millrace.api.Store;
import io.millrace.api.StoreConnector;
import io.millrace.runtime.ReadOptions;
import io.millrace.runtime.Retry;
import io.millrace.runtime.deadletter.DeadLetterJob;
import io.millrace.runtime.deadletter.DeadLetterOptions;
import io.millrace.runtime.lookup.LookupJob;
import io.millrace.runtime.lookup.LookupOptions;
import io.millrace.runtime.lookup.LookupPolicy;
import io.millrace.spark.hosted.Hosted;
import io.millrace.spark.hosted.HostedInput;
import io.millrace.spark.sql.TaskLetters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import org.apache.spark.api.java.Optional;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaPairDStream;
import org.jspecify.annotations.Nullable;

/**
 * A store in which rows of streams and batches are looked up by key. Made on the driver, where it asks the store for its
 * columns; used by one thread at a time.
 */
@SuppressWarnings("deprecation") // Spark calls all of DStreams deprecated; they are what this is about, too
public final class StoreLookup {
    private final String connector;
    private final Options options;
    private final Columns columns;
    private final StructType schema;
    private final Counters counters;
    private final @Nullable Dataset<Row> table;

    private StoreLookup(
            SparkSession spark, String connector, Options options, Columns columns, @Nullable Dataset<Row> table) {
        this.connector = connector;
        this.options = options;
        this.columns = columns;
        this.schema = StructType.fromDDL(columns.ddl());
        this.counters = new Counters(spark.sparkContext(), connector);
        this.table = table;
    }

    /**
     * A look-up in a store.
     *
     * @param given the options of the connector, of look-ups and of a dead-letter output
     * @throws ConnectorException with kind {@code SETTINGS} if they cannot work
     */
    public static StoreLookup of(SparkSession spark, String connector, Map<String, String> given) {
        Map<String, String> all = new TreeMap<>(given);
        all.keySet().removeIf(ReadOptions.CONNECTOR.name()::equalsIgnoreCase);
        all.put(ReadOptions.CONNECTOR.name(), connector);
        HostedInput hosted = Hosted.input(connector).orElse(null);
        if (hosted != null) {
            return ofTable(spark, hosted, all);
        }
        KeyedStoreConnector store = LookupJob.store(connector);
        Options options = LookupOptions.with(store).read(all);
        boolean sends = LookupPolicy.of(options).sendsLetters();
        if (sends != DeadLetterJob.of(options).isPresent()) {
            throw ConnectorException.settings(
                    sends
                            ? "The options send rows to dead letters, but '" + DeadLetterOptions.CONNECTOR.name()
                                    + "' does not name an output for them"
                            : "There is a dead-letter output, but neither 'lookup.onMissing' nor 'lookup.onFailure' is"
                                    + " 'deadletter', so nothing would go there");
        }
        Retry retry = new Retry(options.value(ReadOptions.RETRY_TIMEOUT), new LongAdder());
        Columns columns = retry.call("Asking for the columns of '" + connector + "'", () -> {
            try (Store open = store.open(options)) {
                return open.columns();
            }
        });
        return new StoreLookup(spark, connector, options, columns, null);
    }

    private static StoreLookup ofTable(SparkSession spark, HostedInput input, Map<String, String> given) {
        Options options = Hosted.with(TableJoin.options(input)).read(given);
        StructType schema = input.schema(options);
        Dataset<Row> table = TableJoin.table(spark, input, schema, options);
        return new StoreLookup(spark, input.name(), options, new Columns(schema.toDDL()), table);
    }

    /**
     * Joins a stream or batch: each row gets the columns that the store has for its key, and is there as often as the store
     * has rows. Rows keep their order within a partition.
     *
     * @param keys the stream's columns that make the key, in the order of the store's
     */
    public Dataset<Row> join(Dataset<Row> stream, String... keys) {
        StructType rows = stream.schema();
        int[] places = Arrays.stream(keys).mapToInt(key -> place(rows, key)).toArray();
        List<StructField> storeKeys = storeKeys(List.of(keys));
        for (int i = 0; i < keys.length; i++) {
            checkTypes(rows.fields()[places[i]], storeKeys.get(i));
        }
        StructType added = added(storeKeys);
        StructType joined = joined(rows, added);
        if (table != null) {
            return TableJoin.join(stream, keys, table, storeKeys, added, options);
        }
        JoinPlan plan = plan(storeKeys, added, new Columns(rows.toDDL()), List.of(keys));
        Dataset<Row> result = stream.as(new HeldRows(rows))
                .mapPartitions(
                        new DatasetJoin(plan, rows, places, stream.isStreaming(), counters), new HeldRows(joined))
                .toDF();
        return withMetadata(result, rows);
    }

    /**
     * Joins each batch of a DStream: pairs of an element and a row that the store has for its key, or nothing.
     *
     * @param keys the values of an element's key, in the order of the store's columns that {@code lookup.keys} names; kept in
     *     the checkpoint
     */
    public <T> JavaPairDStream<T, Optional<Row>> join(JavaDStream<T> stream, Function<T, List<@Nullable Object>> keys) {
        if (table != null) {
            throw ConnectorException.settings("A table of '" + connector
                    + "' cannot be looked up in by a DStream; join the" + " rows of each batch with it, as a Dataset");
        }
        List<String> names = options.find(LookupOptions.KEYS)
                .orElseThrow(() -> ConnectorException.settings("A look-up for a DStream needs the option '"
                        + LookupOptions.KEYS.name() + "': the store's columns that make the key. They are "
                        + columns.ddl()));
        List<StructField> storeKeys = storeKeys(names);
        JoinPlan plan = plan(storeKeys, added(storeKeys), new Columns("value STRING"), List.of());
        return stream.transformToPair(new StreamJoin<>(plan, keys));
    }

    /** What the look-ups came to so far, of Datasets; tasks are counted when they end. */
    public LookupFigures figures() {
        return counters.figures();
    }

    private JoinPlan plan(List<StructField> keys, StructType added, Columns rows, List<String> identity) {
        List<String> names = keys.stream().map(StructField::name).toList();
        LookupJob job = new LookupJob(
                connector,
                names,
                List.of(added.fieldNames()),
                options.with(StoreConnector.SCHEMA, columns.ddl()).asMap());
        DeadLetterJob letters = DeadLetterJob.of(options)
                .map(one -> TaskLetters.check(one, rows, identity))
                .orElse(null);
        return new JoinPlan(job, new KeyMaker(keys), added, letters);
    }

    private List<StructField> storeKeys(List<String> streams) {
        List<String> names = options.find(LookupOptions.KEYS).orElse(streams);
        if (names.isEmpty() || names.size() != streams.size()) {
            throw ConnectorException.settings(
                    "The stream's key is " + streams + " and the store's is " + names + " (option '"
                            + LookupOptions.KEYS.name() + "'): both must be of the same, positive number of columns");
        }
        List<StructField> fields = names.stream().map(this::storeColumn).toList();
        for (StructField field : fields) {
            if (KeyKind.of(field.dataType()).isEmpty()) {
                throw ConnectorException.settings("The store's column '" + field.name() + "' is "
                        + field.dataType().sql() + ", which cannot be a key");
            }
        }
        return fields;
    }

    private void checkTypes(StructField stream, StructField store) {
        if (!KeyKind.fits(stream.dataType(), store.dataType())) {
            throw ConnectorException.settings("The key column '" + stream.name() + "' of the stream is "
                    + stream.dataType().sql() + ", and the store's '" + store.name() + "' is "
                    + store.dataType().sql() + "; cast it first: CAST(" + stream.name() + " AS "
                    + store.dataType().sql() + ")");
        }
    }

    /** The looked-up columns by the store's names. */
    private StructType added(List<StructField> keys) {
        List<StructField> fields = options.find(LookupOptions.COLUMNS)
                .map(names -> names.stream().map(this::storeColumn).toList())
                .orElseGet(() -> Arrays.stream(schema.fields())
                        .filter(field -> !keys.contains(field))
                        .toList());
        return new StructType(fields.stream()
                .map(field -> new StructField(field.name(), field.dataType(), true, field.metadata()))
                .toArray(StructField[]::new));
    }

    private StructType joined(StructType rows, StructType added) {
        List<StructField> fields = new ArrayList<>(List.of(rows.fields()));
        String prefix = options.value(LookupOptions.PREFIX);
        for (StructField field : added.fields()) {
            String name = prefix + field.name();
            if (fields.stream().anyMatch(other -> other.name().equalsIgnoreCase(name))) {
                throw ConnectorException.settings("The stream has a column '" + name
                        + "', and the store has one, too. Set option '" + LookupOptions.PREFIX.name()
                        + "', or choose the store's columns with '" + LookupOptions.COLUMNS.name() + "'");
            }
            fields.add(new StructField(name, field.dataType(), true, field.metadata()));
        }
        return new StructType(fields.toArray(StructField[]::new));
    }

    /** What Spark knows of the columns, such as that one is an event time with a watermark, does not pass an encoder. */
    private static Dataset<Row> withMetadata(Dataset<Row> joined, StructType rows) {
        Column[] columns = Arrays.stream(joined.columns())
                .map(name -> {
                    Column column = functions.col("`" + name.replace("`", "``") + "`");
                    return List.of(rows.fieldNames()).contains(name)
                            ? column.as(name, rows.apply(name).metadata())
                            : column;
                })
                .toArray(Column[]::new);
        return Arrays.stream(rows.fields()).allMatch(field -> field.metadata().equals(Metadata.empty()))
                ? joined
                : joined.select(columns);
    }

    private static int place(StructType rows, String key) {
        for (int i = 0; i < rows.size(); i++) {
            if (rows.fields()[i].name().equalsIgnoreCase(key)) {
                return i;
            }
        }
        throw unknown("The stream has no column '" + key + "'", key, rows);
    }

    private StructField storeColumn(String name) {
        for (StructField field : schema.fields()) {
            if (field.name().equalsIgnoreCase(name)) {
                return field;
            }
        }
        throw unknown("The store '" + connector + "' has no column '" + name + "'", name, schema);
    }

    private static ConnectorException unknown(String what, String name, StructType there) {
        return ConnectorException.settings(what
                + Names.nearest(name, List.of(there.fieldNames()), 2)
                        .map(near -> "; did you mean '" + near + "'?")
                        .orElse("; its columns are " + there.toDDL()));
    }
}
