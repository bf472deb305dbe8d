package io.millrace.files.write;

import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import io.millrace.files.Storage;
import io.millrace.runtime.ReadOptions;
import io.millrace.runtime.Retry;
import io.millrace.spark.hosted.HostedWrite;
import io.millrace.spark.hosted.HostedWrite.Existing;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.jspecify.annotations.Nullable;

/**
 * A driver in a JVM of its own: writes all files of a folder, each a micro-batch, and says which step it is at. It may be told
 * to die at one, in the second epoch that it writes.
 */
final class WritingDriver {
    static final String SETTING = "store.";
    private static final Duration BOUND = Duration.ofSeconds(100);

    private WritingDriver() {}

    /** Arguments: connector, directory, folder of input, checkpoint, and the step to die at, or {@code -}. */
    public static void main(String[] args) throws Exception {
        SparkSession spark = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", false)
                .config("spark.sql.shuffle.partitions", 2)
                .getOrCreate();
        StreamingQuery query = spark.readStream()
                .schema("id bigint, p int")
                .option("maxFilesPerTrigger", 1)
                .json(args[2])
                .writeStream()
                .option("checkpointLocation", args[3])
                .trigger(Trigger.AvailableNow())
                .foreachBatch(new Each(args[0], args[1], args[4]))
                .start();
        if (!query.awaitTermination(BOUND.toMillis())) {
            throw new IllegalStateException("not done within " + BOUND);
        }
        spark.stop();
        System.exit(0);
    }

    private static final class Each implements VoidFunction2<Dataset<Row>, Long> {
        private static final long serialVersionUID = 1;

        private final String connector;
        private final String directory;
        private final String dieAt;
        private transient @Nullable QueryWrite open;
        private final AtomicInteger epochs = new AtomicInteger();
        private final AtomicInteger marks = new AtomicInteger();

        Each(String connector, String directory, String dieAt) {
            this.connector = connector;
            this.directory = directory;
            this.dieAt = dieAt;
        }

        @Override
        public void call(Dataset<Row> rows, Long epoch) {
            QueryWrite write = open;
            if (write == null) {
                write = open();
                open = write;
            }
            epochs.incrementAndGet();
            mark("epoch " + epoch + " given");
            write.write(rows, new HostedWrite("the query", epoch, Existing.KEPT, List.of("p")));
            mark("epoch " + epoch + " written");
        }

        private void mark(String what) {
            System.out.println("mark " + marks.incrementAndGet() + ": " + what);
        }

        private QueryWrite open() {
            Storage.Kind kind = Storage.Kind.valueOf(connector.toUpperCase(Locale.ROOT));
            OptionSet set =
                    Storage.options(kind).and(WriteSettings.options()).and(OptionSet.of(ReadOptions.RETRY_TIMEOUT));
            Map<String, String> given = new TreeMap<>();
            System.getProperties().forEach((name, value) -> {
                if (name.toString().startsWith(SETTING)) {
                    given.put("hadoop." + name.toString().substring(SETTING.length()), value.toString());
                }
            });
            given.put("path", directory);
            given.put("format", "json");
            Options options = set.read(given);
            Consumer<Step> observer = step -> {
                mark("at " + step);
                if (step.name().equals(dieAt) && epochs.get() == 2) {
                    Runtime.getRuntime().halt(9);
                }
            };
            return QueryWrite.open(
                    Storage.of(kind, options),
                    WriteSettings.of(options),
                    "the query",
                    false,
                    new Retry(Duration.ofSeconds(30), new LongAdder()),
                    observer);
        }
    }
}
