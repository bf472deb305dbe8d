package io.millrace.files;

import io.millrace.api.ConnectorException;
import io.millrace.api.Options;
import io.millrace.api.StoreConnector;
import io.millrace.runtime.DataLoss;
import io.millrace.runtime.ReadOptions;
import io.millrace.runtime.Retry;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.s3a.UnknownStoreException;
import org.apache.hadoop.security.AccessControlException;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.v2.FileScanBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.jspecify.annotations.Nullable;

/** The files that a query reads, and how. On the driver; safe for many threads. */
final class Source {
    private final Storage.Kind kind;
    private final Options options;
    private final Storage storage;
    private final Format format;
    private final Retry retry;

    Source(Storage.Kind kind, Options options) {
        this.kind = kind;
        this.options = options;
        this.storage = Storage.of(kind, options);
        this.format = options.value(Reading.FORMAT);
        this.retry = new Retry(options.value(ReadOptions.RETRY_TIMEOUT), new LongAdder());
    }

    String connector() {
        return kind.connector();
    }

    Options options() {
        return options;
    }

    Storage storage() {
        return storage;
    }

    boolean isLossFatal() {
        return options.value(ReadOptions.ON_DATA_LOSS) == DataLoss.FAIL;
    }

    /** The columns: as given, as kept, or as inferred. */
    StructType schema() {
        Optional<String> given = options.find(StoreConnector.SCHEMA);
        if (given.isPresent()) {
            return parsed(given.get());
        }
        Optional<String> kept = options.find(Reading.SCHEMA_LOCATION);
        return ask("Looking for the schema of", () -> {
            if (kept.isEmpty()) {
                return inferred();
            }
            Pinned pinned = new Pinned(kept.get(), storage.configuration());
            Optional<StructType> known = pinned.read();
            return known.isPresent() ? known.get() : pinned.keep(inferred());
        });
    }

    /** All files that are there, and the directories they were found in. */
    Listing.Found list() {
        return ask("Listing", () -> new Listing(kind, storage, options).all());
    }

    /** Those whose path sorts after the given one. */
    Listing.Found listAfter(String last) {
        return ask("Listing", () -> new Listing(kind, storage, options).after(last));
    }

    /** The directories that are looked into. */
    List<Path> roots() {
        return ask("Looking at", () -> new Listing(kind, storage, options).roots());
    }

    /** Spark's reader of exactly these files. Columns that folders name come last, whatever their place in the schema. */
    FileScanBuilder reader(Listing.Found found, StructType schema) {
        SparkSession spark = SparkSession.active();
        GivenFiles files = index(spark, found, schema);
        StructType partitions = files.partitionSchema();
        StructType data = without(schema, partitions);
        refuse(format.unsupported(spark, sparks(), data));
        StructType all = data;
        for (StructField partition : partitions.fields()) {
            all = all.add(partition);
        }
        return format.reader().make(spark, files, all, data, sparks());
    }

    /** Asks the file system, again and again while it is away. */
    <T> T ask(String doing, Retry.Attempt<T> question) {
        String what = doing + " '" + storage + "'";
        return retry.call(what, () -> {
            try {
                return question.run();
            } catch (AccessControlException | AccessDeniedException e) {
                throw ConnectorException.settings(
                        what + " is not allowed: " + e.getMessage() + ". Give this user the right, or other keys", e);
            } catch (FileNotFoundException | UnknownStoreException e) {
                throw ConnectorException.settings(what + " failed, as something is not there: " + e.getMessage(), e);
            }
        });
    }

    private StructType inferred() throws IOException {
        Listing.Found found = new Listing(kind, storage, options).all();
        SparkSession spark = SparkSession.active();
        StructType partitions = index(spark, found, null).partitionSchema();
        StructType data = format.infer(spark, sparks(), found.files())
                .orElseThrow(() -> ConnectorException.settings("No schema can be inferred: "
                        + (found.files().isEmpty()
                                ? "there is no file in '" + storage + "' yet"
                                : "the files in '" + storage + "' do not tell one")
                        + ". Give it with schema(...) or option 'schema'"));
        StructType all = without(data.asNullable(), partitions);
        for (StructField partition : partitions.fields()) {
            all = all.add(partition);
        }
        return all;
    }

    private GivenFiles index(SparkSession spark, Listing.Found found, @Nullable StructType schema) {
        Map<String, String> parameters = new HashMap<>(storage.settings());
        parameters.put("recursiveFileLookup", options.value(Reading.RECURSIVE).toString());
        return new GivenFiles(spark, found.roots(), found.files(), schema, parameters);
    }

    /** What Spark's reader is told: the options of the format, and Hadoop's settings. */
    private CaseInsensitiveStringMap sparks() {
        Map<String, String> all = new HashMap<>(storage.settings());
        if (!isLossFatal()) {
            all.put("ignoreMissingFiles", "true");
        }
        all.putAll(options.passedThrough(Reading.OF_FORMAT));
        return new CaseInsensitiveStringMap(all);
    }

    private void refuse(List<String> columns) {
        if (!columns.isEmpty()) {
            throw ConnectorException.settings("Files of format " + Reading.format(options) + " cannot hold the columns "
                    + columns + " of the schema; give them other types");
        }
    }

    private static StructType without(StructType schema, StructType partitions) {
        List<String> names = new ArrayList<>();
        for (String name : partitions.fieldNames()) {
            names.add(name.toLowerCase(Locale.ROOT));
        }
        StructType rest = new StructType();
        for (StructField field : schema.fields()) {
            if (!names.contains(field.name().toLowerCase(Locale.ROOT))) {
                rest = rest.add(field);
            }
        }
        return rest;
    }

    private static StructType parsed(String ddl) {
        try {
            return StructType.fromDDL(ddl);
        } catch (Exception e) { // Spark's is a checked one that Scala does not declare
            throw ConnectorException.settings(
                    "Option 'schema' is not a list of columns in Spark's DDL: " + e.getMessage(), e);
        }
    }
}
