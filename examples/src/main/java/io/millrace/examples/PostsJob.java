package io.millrace.examples;

import io.millrace.api.Event;
import io.millrace.flink.EventSerializer;
import io.millrace.flink.MillraceSink;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.FileSource;
import org.apache.flink.connector.file.src.reader.TextLineInputFormat;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A job of Flink in its own process: the lines of files, as they come, to each of the receivers, exactly once. */
final class PostsJob {
    private PostsJob() {}

    public static void main(String[] args) throws Exception {
        Path checkpoints = Files.createDirectories(Path.of(System.getProperty("posts.state", "")));
        Map<String, String> settings = new HashMap<>(Map.of(
                "execution.checkpointing.interval", "500ms",
                "execution.checkpointing.storage", "filesystem",
                "execution.checkpointing.dir", checkpoints.toUri().toString(),
                "execution.checkpointing.externalized-checkpoint-retention", "RETAIN_ON_CANCELLATION"));
        lastCheckpoint(checkpoints).ifPresent(place -> settings.put("execution.state-recovery.path", place));
        StreamExecutionEnvironment flink =
                StreamExecutionEnvironment.createLocalEnvironment(1, Configuration.fromMap(settings));
        FileSource<String> files = FileSource.forRecordStreamFormat(
                        new TextLineInputFormat(),
                        new org.apache.flink.core.fs.Path(Path.of(System.getProperty("posts.directory", ""))
                                .toUri()))
                .monitorContinuously(Duration.ofMillis(200))
                .build();
        EventSerializer<String> body = (line, context) -> Event.of(
                null, line.getBytes(StandardCharsets.UTF_8), List.of(), System.currentTimeMillis() * 1_000, "");
        DataStream<String> posts = flink.fromSource(files, WatermarkStrategy.noWatermarks(), "posts");
        for (String host : System.getProperty("posts.hosts", "").split(",", -1)) {
            posts.sinkTo(MillraceSink.exactlyOnce(Map.of("hosts", host), body));
        }
        System.out.println("posts are read");
        var unused = flink.execute("posts");
    }

    /** Where a job that was killed goes on. */
    private static Optional<String> lastCheckpoint(Path checkpoints) throws IOException {
        try (Stream<Path> all = Files.walk(checkpoints)) {
            return all.filter(file -> file.endsWith("_metadata"))
                    .max(Comparator.comparingLong(file -> file.toFile().lastModified()))
                    .map(file -> file.resolve("..").normalize().toUri().toString());
        }
    }
}
