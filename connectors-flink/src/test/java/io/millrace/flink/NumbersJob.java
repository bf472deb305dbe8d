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
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A job of numbers in order, a few thousand each second, with a checkpoint every now and then. Submitted again after its
 * JobManager was killed it goes on from its last checkpoint.
 */
public final class NumbersJob {
    private static final int AT_ONCE = 50;

    private NumbersJob() {}

    public static void main(String[] args) throws Exception {
        Path directory = Path.of(System.getProperty("numbers.directory", ""));
        long count = Long.getLong("numbers.count");
        long pause = TimeUnit.MILLISECONDS.toNanos(Long.getLong("numbers.pause", 10));
        Map<String, String> settings = new HashMap<>(Map.of(
                "execution.checkpointing.interval", System.getProperty("numbers.checkpoints", "500ms"),
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
        EventSerializer<Long> text = (number, context) ->
                Event.of(null, Long.toString(number).getBytes(StandardCharsets.UTF_8), List.of(), 1_000L * number, "");
        Sink<Long> sink = Boolean.getBoolean("numbers.once")
                ? MillraceSink.exactlyOnce(options, text)
                : MillraceSink.atLeastOnce(options, text);
        flink.fromSource(new NumberSequenceSource(0, count - 1), WatermarkStrategy.noWatermarks(), "numbers")
                .map(number -> {
                    if (number % AT_ONCE == 0) {
                        LockSupport.parkNanos(pause);
                    }
                    return number;
                })
                .sinkTo(sink);
        System.out.println("the job begins");
        var unused = flink.execute("numbers");
        System.out.println("the job is done");
    }

    private static Optional<String> lastCheckpoint(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(file -> file.endsWith("_metadata"))
                    .max(Comparator.comparingLong(file -> file.toFile().lastModified()))
                    .map(file -> file.resolve("..").normalize().toUri().toString());
        }
    }
}
