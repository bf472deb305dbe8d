package io.millrace.files;

import io.millrace.api.ConnectorException;
import io.millrace.files.Reading.NewFiles;
import io.millrace.files.write.VisibleFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.protocol.HdfsLocatedFileStatus;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.connector.read.streaming.Offset;
import org.apache.spark.sql.connector.read.streaming.ReadAllAvailable;
import org.apache.spark.sql.connector.read.streaming.ReadLimit;
import org.apache.spark.sql.connector.read.streaming.ReportsSourceMetrics;
import org.apache.spark.sql.connector.read.streaming.SupportsTriggerAvailableNow;
import org.apache.spark.sql.execution.datasources.v2.FileScan;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * New files as micro-batches, each read by Spark's own reader. Which files a batch takes is written into the checkpoint before
 * Spark hears of the batch. Spark calls it from one thread, the query's own.
 */
final class FilesStream implements MicroBatchStream, SupportsTriggerAvailableNow, ReportsSourceMetrics {
    /** So many batches are in the checkpoint one by one at least, before what they took is written as a whole. */
    private static final int SUMMARY_EVERY = 20;

    private static final int CLEAN_EVERY = 10;

    private final Source source;
    private final StructType schema;
    private final TakenLog log;
    private final TakenFiles taken;
    private final Cleaner cleaner;
    private final NewFiles which;
    private final OpenFiles openFiles = new OpenFiles();
    private final Deque<FileStatus> waiting = new ArrayDeque<>();
    private boolean fenced;
    private boolean listed;
    private long loaded = -1;
    private long batchesSinceSummary;
    private long filesSinceSummary;
    private @Nullable PartitionReaderFactory factory;
    private StructType planned = new StructType();

    FilesStream(Source source, StructType schema, String checkpoint) {
        this.source = source;
        this.schema = schema;
        org.apache.spark.sql.classic.SparkSession spark =
                (org.apache.spark.sql.classic.SparkSession) SparkSession.active();
        this.log = new TakenLog(
                source.connector(),
                checkpoint,
                spark.sessionState().newHadoopConf(),
                spark.sessionState().conf().minBatchesToRetain());
        this.which = source.options().value(Reading.NEW_FILES);
        this.taken = new TakenFiles(which, source.isLossFatal());
        this.cleaner = new Cleaner(source.storage(), source.options());
    }

    @Override
    public Offset initialOffset() {
        return at(0);
    }

    @Override
    public Offset deserializeOffset(String json) {
        return FilesOffset.read(source.connector(), json);
    }

    @Override
    public void prepareForTriggerAvailableNow() {
        fenced = true;
    }

    @Override
    public ReadLimit getDefaultReadLimit() {
        return source.options().has(Reading.MAX_FILES) || source.options().has(Reading.MAX_BYTES)
                ? ReadLimit.maxFiles((int) Math.min(maxFiles(), Integer.MAX_VALUE))
                : ReadLimit.allAvailable();
    }

    @Override
    public Offset latestOffset() {
        throw ConnectorException.bug("Spark asked for the latest offset without the limit it was told of");
    }

    @Override
    public Offset latestOffset(Offset start, ReadLimit limit) {
        long next = next(start);
        load(next);
        Optional<List<TakenFile>> planned = log.batch(next);
        if (planned.isEmpty()) {
            List<TakenFile> batch = choose(limit instanceof ReadAllAvailable);
            if (batch.isEmpty()) {
                return start;
            }
            log.add(next, batch);
            planned = Optional.of(batch);
        }
        take(next, planned.get());
        return at(next + 1);
    }

    @Override
    public InputPartition[] planInputPartitions(Offset start, Offset end) {
        List<FileStatus> files = new ArrayList<>();
        for (long batch = next(start); batch < next(end); batch++) {
            long number = batch;
            List<TakenFile> all = log.batch(number)
                    .orElseThrow(() ->
                            ConnectorException.settings("The checkpoint no longer says which files batch " + number
                                    + " took; restore its folder 'sources' from a copy, or begin with a new"
                                    + " checkpoint"));
            for (TakenFile file : all) {
                files.add(new FileStatus(file.size(), false, 1, 0, file.time(), new Path(file.path())));
            }
        }
        FileScan scan = scan(files);
        return scan.planInputPartitions();
    }

    @Override
    public PartitionReaderFactory createReaderFactory() {
        if (factory == null) {
            scan(List.of());
        }
        PartitionReaderFactory known = factory;
        if (known == null) {
            throw ConnectorException.bug("There is no reader of files after a scan of them was made");
        }
        return known;
    }

    @Override
    public void commit(Offset end) {
        long next = next(end);
        if (next > 0 && cleaner.isOn()) {
            log.batch(next - 1).ifPresent(cleaner::clean);
        }
        if (next % CLEAN_EVERY == 0) {
            log.clean(next);
        }
    }

    @Override
    public Map<String, String> metrics(Optional<Offset> latestConsumed) {
        long bytes = waiting.stream().mapToLong(FileStatus::getLen).sum();
        return Map.of(
                "filesWaiting",
                Integer.toString(waiting.size()),
                "bytesWaiting",
                Long.toString(bytes),
                "filesRemembered",
                Integer.toString(taken.count()));
    }

    @Override
    public void stop() {}

    /** What the progress of a query shows. */
    @Override
    public String toString() {
        return "millrace " + source.connector() + " " + source.storage();
    }

    private Offset at(long next) {
        return new FilesOffset(source.connector(), next);
    }

    /** Of ours, or of the mere text that Spark has after a restart. */
    private long next(Offset offset) {
        return (offset instanceof FilesOffset ours ? ours : FilesOffset.read(source.connector(), offset.json())).next();
    }

    private void load(long next) {
        if (loaded < 0) {
            List<TakenFile> before = log.before(next);
            taken.add(before);
            filesSinceSummary = before.size();
            batchesSinceSummary = next;
            loaded = next;
        }
    }

    private void take(long number, List<TakenFile> batch) {
        taken.add(batch);
        batchesSinceSummary++;
        filesSinceSummary += batch.size();
        // Written so seldom that over time a summary costs no more than the batches themselves.
        if (batchesSinceSummary >= SUMMARY_EVERY && filesSinceSummary + 10 * batchesSinceSummary >= taken.count()) {
            if (!log.isSummarized(number)) {
                log.summarize(number, taken.all());
            }
            batchesSinceSummary = 0;
            filesSinceSummary = 0;
        }
    }

    private List<TakenFile> choose(boolean unlimited) {
        boolean fresh = waiting.isEmpty() && !(fenced && listed);
        if (fresh) {
            waiting.addAll(list());
            listed = true;
        }
        long files = unlimited ? Long.MAX_VALUE : maxFiles();
        long bytes = unlimited
                ? Long.MAX_VALUE
                : source.options().find(Reading.MAX_BYTES).orElse(Long.MAX_VALUE);
        List<TakenFile> batch = new ArrayList<>();
        while (!waiting.isEmpty() && batch.size() < files) {
            FileStatus first = waiting.peek();
            if (!batch.isEmpty() && first.getLen() > bytes) {
                break;
            }
            Optional<FileStatus> whole = source.ask("Looking at files of", () -> whole(first, fresh));
            if (whole.isEmpty() && which == NewFiles.AFTER) {
                // Whatever sorts after it must wait for it.
                waiting.clear();
                break;
            }
            waiting.remove();
            if (whole.isPresent()) {
                bytes -= whole.get().getLen();
                batch.add(TakenFile.of(whole.get()));
            }
        }
        return batch;
    }

    private List<FileStatus> list() {
        Listing.Found found = which == NewFiles.AFTER ? source.listAfter(taken.last()) : source.list();
        recover(found.open());
        List<FileStatus> fresh = new ArrayList<>(which == NewFiles.AFTER ? found.files() : taken.fresh(found.files()));
        for (FileStatus file : fresh) {
            if (VisibleFiles.isCompacted(file.getPath())) {
                throw ConnectorException.settings(
                        "The file '" + file.getPath() + "' holds rows of smaller files that it has"
                                + " replaced, so that a stream would read them twice or, if it came late, not at all. Let the query that"
                                + " writes there go without 'compaction', or read the directory as a batch");
            }
        }
        Comparator<FileStatus> byPath =
                Comparator.comparing(file -> file.getPath().toString());
        fresh.sort(
                which == NewFiles.AFTER
                        ? byPath
                        : Comparator.comparingLong(FileStatus::getModificationTime)
                                .thenComparing(byPath));
        return fresh;
    }

    private void recover(Set<Path> open) {
        if (!open.isEmpty() && source.options().value(Reading.RECOVER_LEASES)) {
            FileSystem files = source.ask("Opening", () -> source.storage().files());
            if (files instanceof DistributedFileSystem hdfs) {
                openFiles.recover(hdfs, open);
            }
        }
    }

    /** The file as it is now, or empty if it is gone, or HDFS says that somebody still writes it. */
    private Optional<FileStatus> whole(FileStatus file, boolean fresh) throws IOException {
        if (fresh && file instanceof HdfsLocatedFileStatus located) {
            return located.getLocatedBlocks().isUnderConstruction() ? Optional.empty() : Optional.of(file);
        }
        FileSystem files = source.storage().files();
        try {
            if (files instanceof DistributedFileSystem hdfs && !hdfs.isFileClosed(file.getPath())) {
                return Optional.empty();
            }
            return Optional.of(fresh ? file : files.getFileStatus(file.getPath()));
        } catch (FileNotFoundException e) {
            return Optional.empty();
        }
    }

    /** Spark's scan of these files. The columns that folders name may differ from batch to batch, the order of columns not. */
    private FileScan scan(List<FileStatus> files) {
        FileScan scan = (FileScan) source.reader(new Listing.Found(source.roots(), files, Set.of()), schema)
                .build();
        if (!names(scan.readSchema()).equals(names(schema))) {
            throw ConnectorException.settings(
                    "The folders name columns that are not at the end of the schema in the order of"
                            + " the folders: the schema has " + names(schema) + ", and " + names(scan.readSchema())
                            + " was expected. Give it so, or set recursive=true to leave the folders' columns out");
        }
        if (factory == null || !planned.equals(scan.readPartitionSchema())) {
            factory = new CheckedFactory(
                    scan.createReaderFactory(), source.storage().settings(), source.isLossFatal());
            planned = scan.readPartitionSchema();
        }
        return scan;
    }

    private static List<String> names(StructType columns) {
        return List.of(columns.fieldNames());
    }

    private long maxFiles() {
        return source.options().find(Reading.MAX_FILES).orElse(Long.MAX_VALUE);
    }
}
