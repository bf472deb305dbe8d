package io.millrace.flink;

import io.millrace.api.Event;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A job of numbers in order, a few thousand each second, by both sinks, with a checkpoint each second. Submitted again after its
 * JobManager was killed it goes on from its last checkpoint. The last tenth comes by drops until a file is there that says that
 * it may end.
 */
public final class NumbersJob {
    /** In front of the numbers that are sent exactly once. */
    static final String ONCE = "once-";

    /** In front of those that are sent at least once. */
    static final String AT_LEAST_ONCE = "least-";

    private static final int AT_ONCE = 50;
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(10);

    private NumbersJob() {}

    public static void main(String[] args) throws Exception {
        Path directory = Path.of(System.getProperty("numbers.directory", ""));
        long count = Long.getLong("numbers.count");
        String mayEnd = System.getProperty("numbers.mayEnd", "");
        Map<String, String> settings = new HashMap<>(Map.of(
                "execution.checkpointing.interval", "1s",
                "execution.checkpointing.storage", "filesystem",
                "execution.checkpointing.dir", directory.toUri().toString(),
                "execution.checkpointing.externalized-checkpoint-retention", "RETAIN_ON_CANCELLATION",
                "restart-strategy.type", "fixed-delay",
                "restart-strategy.fixed-delay.attempts", "1000",
                "restart-strategy.fixed-delay.delay", "100ms"));
        lastCheckpoint(directory).ifPresent(place -> settings.put("execution.state-recovery.path", place));
        int parallelism = Integer.getInteger("numbers.parallelism");
        StreamExecutionEnvironment flink = StreamExecutionEnvironment.createRemoteEnvironment(
                "127.0.0.1", Integer.getInteger("numbers.cluster"), Configuration.fromMap(settings));
        flink.setParallelism(parallelism);
        Map<String, String> options =
                Map.of("hosts", System.getProperty("numbers.hosts", ""), "batchSize", "100", "requestTimeout", "5s");
        DataStream<Long> numbers = flink.fromSource(
                        new NumberSequenceSource(0, count - 1), WatermarkStrategy.noWatermarks(), "numbers")
                .map(number -> {
                    if (number % AT_ONCE == 0 || (number > count / 10 * 9 && !Files.exists(Path.of(mayEnd)))) {
                        LockSupport.parkNanos(PAUSE);
                    }
                    return number;
                })
                .rebalance();
        numbers.sinkTo(MillraceSink.exactlyOnce(options, text(ONCE)));
        numbers.sinkTo(MillraceSink.atLeastOnce(options, text(AT_LEAST_ONCE)));
        System.out.println("the job begins");
        var unused = flink.execute("numbers");
        System.out.println("the job is done");
    }

    private static EventSerializer<Long> text(String prefix) {
        return (number, context) ->
                Event.of(null, (prefix + number).getBytes(StandardCharsets.UTF_8), List.of(), 1_000L * number, "");
    }

    private static Optional<String> lastCheckpoint(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(file -> file.endsWith("_metadata"))
                    .max(Comparator.comparingLong(file -> file.toFile().lastModified()))
                    .map(file -> file.resolve("..").normalize().toUri().toString());
        }
    }
}
