package io.millrace.files;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.NoopCache$;
import org.apache.spark.sql.execution.datasources.PartitionSpec;
import org.apache.spark.sql.execution.datasources.PartitioningAwareFileIndex;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.Seq;
import scala.collection.mutable.LinkedHashMap$;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.OptionConverters;

/** Exactly these files, for Spark's readers: nothing is listed again. Columns that folders name are found as Spark does it. */
final class GivenFiles extends PartitioningAwareFileIndex {
    private final List<Path> roots;
    private final Seq<FileStatus> all;
    private final scala.collection.mutable.LinkedHashMap<Path, FileStatus> byPath;
    private final scala.collection.immutable.Map<Path, FileStatus[]> byFolder;
    private @Nullable PartitionSpec partitions;

    /**
     * Files.
     *
     * @param parameters Hadoop's settings, and {@code recursiveFileLookup} if folders name no columns
     */
    GivenFiles(
            SparkSession spark,
            List<Path> roots,
            List<FileStatus> files,
            @Nullable StructType schema,
            Map<String, String> parameters) {
        super(
                spark,
                scala.collection.immutable.Map.from(CollectionConverters.asScala(parameters)),
                OptionConverters.toScala(java.util.Optional.ofNullable(schema)),
                NoopCache$.MODULE$);
        this.roots = List.copyOf(roots);
        this.all = CollectionConverters.asScala(files).toSeq();
        Map<Path, FileStatus> paths = new LinkedHashMap<>();
        Map<Path, List<FileStatus>> folders = new LinkedHashMap<>();
        for (FileStatus file : files) {
            paths.put(file.getPath(), file);
            folders.computeIfAbsent(file.getPath().getParent(), folder -> new ArrayList<>())
                    .add(file);
        }
        Map<Path, FileStatus[]> arrays = new LinkedHashMap<>();
        folders.forEach((folder, inside) -> arrays.put(folder, inside.toArray(new FileStatus[0])));
        this.byPath = LinkedHashMap$.MODULE$.from(CollectionConverters.asScala(paths));
        this.byFolder = scala.collection.immutable.Map.from(CollectionConverters.asScala(arrays));
    }

    @Override
    public Seq<Path> rootPaths() {
        return CollectionConverters.asScala(roots).toSeq();
    }

    @Override
    public PartitionSpec partitionSpec() {
        PartitionSpec known = partitions;
        if (known == null) {
            known = inferPartitioning();
            partitions = known;
        }
        return known;
    }

    @Override
    public scala.collection.mutable.LinkedHashMap<Path, FileStatus> leafFiles() {
        return byPath;
    }

    @Override
    public scala.collection.immutable.Map<Path, FileStatus[]> leafDirToChildrenFiles() {
        return byFolder;
    }

    @Override
    public Seq<FileStatus> allFiles() {
        return all;
    }

    /** What is asked for stays the same, whoever asks. */
    @Override
    public void refresh() {}

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof GivenFiles that && roots.equals(that.roots) && all.equals(that.all);
    }

    @Override
    public int hashCode() {
        return all.hashCode();
    }
}
