package io.millrace.files.write;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The small files that a query has written, by folder, until there are enough of them to be made into larger ones. All have the
 * same format, columns and folders. One thread at a time.
 */
final class Compaction {
    private final Path root;
    private final WriteSettings settings;
    private final Map<String, List<StagedFile>> small = new TreeMap<>();

    Compaction(Path root, WriteSettings settings) {
        this.root = root;
        this.settings = settings;
    }

    /** Takes note of new files. */
    void add(List<StagedFile> files) {
        if (settings.compactFrom() == 0) {
            return;
        }
        for (StagedFile file : files) {
            if (isSmall(file.bytes())) {
                small.computeIfAbsent(folder(file), any -> new ArrayList<>()).add(file);
            }
        }
    }

    boolean isSmall(long bytes) {
        return bytes < settings.targetBytes() / 2;
    }

    /** Forgets all files, because those that come now have other columns. */
    void clear() {
        small.clear();
    }

    /** The files that are to be replaced now, by folder, which are then forgotten. */
    Map<String, List<StagedFile>> due() {
        Map<String, List<StagedFile>> due = new TreeMap<>(small);
        due.values().removeIf(files -> files.size() < settings.compactFrom());
        due.keySet().forEach(small::remove);
        return due;
    }

    /** The rows of files of one folder, without the columns that the folder stands for. */
    Dataset<Row> read(SparkSession spark, List<StagedFile> files, StructType schema, List<String> partitionBy) {
        StructType stored = new StructType(Arrays.stream(schema.fields())
                .filter(field -> partitionBy.stream().noneMatch(field.name()::equalsIgnoreCase))
                .toArray(StructField[]::new));
        String[] paths = files.stream()
                .map(file -> new Path(root, file.path()).toString())
                .toArray(String[]::new);
        long bytes = files.stream().mapToLong(StagedFile::bytes).sum();
        return spark.read()
                .format(settings.format())
                .options(settings.formatOptions())
                .schema(stored)
                .load(paths)
                .coalesce(FileSizes.files(bytes, settings.targetBytes()));
    }

    private static String folder(StagedFile file) {
        int slash = file.path().lastIndexOf('/');
        return slash < 0 ? "" : file.path().substring(0, slash);
    }
}
