package io.millrace.examples;

import io.millrace.api.ConnectorException;
import io.millrace.testkit.server.KafkaServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.spark.sql.SparkSession;

/**
 * The demo: posts go through Kafka, Flume or Kinesis, Spark, and Kafka, wired only through Millrace, and at the end a plain client counts
 * what arrived.
 *
 * <ol>
 *   <li>A broker starts in a process of its own, and Spark in this one; then the pipeline, and what carries posts to it.
 *   <li>Posts are handed over at a steady rate until time is over or the user says so.
 *   <li>What is under way goes through, then everything is read back and counted.
 * </ol>
 */
public final class Demo {
    private static final Duration DRAIN = Duration.ofMinutes(2);
    private static final Duration FRAME = Duration.ofMillis(500);
    private static final Duration EVERY = Duration.ofSeconds(15);

    private final Settings settings;
    private final List<Post> posts;
    private final Terminal terminal;
    private final Stop stop;
    private final Workplace place;

    private Demo(Settings settings, List<Post> posts, Workplace place) {
        this.settings = settings;
        this.posts = posts;
        this.place = place;
        this.terminal = Terminal.standard();
        this.stop = Stop.onSignals();
    }

    /** Runs the demo; the options are in {@code usage.txt}, which {@code ./demo --help} shows. */
    public static void main(String[] words) {
        System.exit(run(List.of(words)));
    }

    private static int run(List<String> words) {
        Settings settings;
        List<Post> posts;
        try {
            settings = Settings.of(words);
            settings.whole().check(System.getenv());
            posts = Posts.read(settings.posts());
        } catch (ConnectorException e) {
            System.err.println("demo: " + e.getMessage() + " (./demo --help tells more)");
            return 2;
        }
        Workplace place = Workplace.create();
        try {
            boolean good = new Demo(settings, posts, place).run();
            if (good) {
                place.remove();
                return 0;
            }
        } catch (Exception e) {
            System.err.println("demo: failed: " + Reason.of(e));
            org.slf4j.LoggerFactory.getLogger(Demo.class).error("The demo failed", e);
        }
        System.err.println("demo: the log is " + place.log());
        return 1;
    }

    private boolean run() throws Exception {
        Verdict verdict = settings.source() == Settings.From.X
                ? new WholeDemo(settings, posts, place, terminal, stop).run()
                : small();
        verdict.outputs().forEach((output, found) -> terminal.print("  %-9s %s".formatted(output, found)));
        terminal.print(verdict.line());
        return verdict.good();
    }

    private Verdict small() throws Exception {
        terminal.print("Starting Kafka in its own process and Spark in this one; %,d different posts, %,d a second"
                .formatted(posts.size(), settings.rate()));
        CompletableFuture<KafkaServer> starting = CompletableFuture.supplyAsync(() -> Surroundings.kafka(settings));
        try (SparkSession spark = Surroundings.spark(settings);
                KafkaServer kafka = starting.join()) {
            for (String topic : List.of(Topics.SCORED, Topics.HASHTAGS)) {
                kafka.createTopic(topic, settings.partitions());
            }
            terminal.print("Kafka is %s, its log %s"
                    .formatted(kafka.bootstrap(), kafka.process().log()));
            try (Source source = source(kafka)) {
                return stream(kafka, source, pipeline(spark, source, kafka));
            }
        }
    }

    private Source source(KafkaServer kafka) {
        return switch (settings.source()) {
            case X -> throw new IllegalStateException("the whole demo is another one");
            case KAFKA -> KafkaSource.create(kafka, settings.partitions());
            case KINESIS -> KinesisSource.create(settings.partitions());
            case FLINK -> EngineSource.flink(place.posts(), settings.readers());
            case STORM -> EngineSource.storm(place.posts(), settings.readers());
            case FLUME -> FlumeSource.create(place.posts(), settings.partitions(), settings.readers());
        };
    }

    private Pipeline pipeline(SparkSession spark, Source source, KafkaServer kafka) {
        return switch (settings.api()) {
            case STRUCTURED ->
                new RunningQueries(
                        new StructuredPipeline(spark, source, kafka.bootstrap(), place.checkpoints())::start);
            case DSTREAM -> new DStreamPipeline(spark, source, kafka.bootstrap(), place.checkpoints());
        };
    }

    private Verdict stream(KafkaServer kafka, Source source, Pipeline pipeline) throws InterruptedException {
        HandedOver handedOver = new HandedOver(Instant.now().toEpochMilli() << 20);
        pipeline.start();
        source.open().ifPresent(terminal::print);
        Verifier verifier = new Verifier(kafka.bootstrap(), handedOver, source.delivery());
        Feeder feeder = new Feeder(source, posts, settings.rate(), handedOver);
        long begun = System.nanoTime();
        feeder.start();
        try (Live live = new Live(kafka.bootstrap(), handedOver, List.of(Topics.SCORED, Topics.HASHTAGS))) {
            Screen screen = new Screen(terminal, settings);
            Optional<Kills> kills = settings.kill()
                    ? Optional.of(new Kills(victims(source, kafka, pipeline), EVERY, terminal))
                    : Optional.empty();
            for (Duration at = since(begun); !isOver(at); at = since(begun)) {
                pipeline.check();
                feeder.check();
                if (kills.isPresent()) {
                    kills.get().tick(at);
                }
                screen.show(at, handedOver.count(), live.look());
                stop.await(FRAME);
            }
            terminal.print("No more posts; waiting for those under way, then reading everything back"
                    + (stop.isAsked() ? " (Ctrl-C again ends at once)" : ""));
            feeder.stop();
            awaitArrival(source, pipeline, verifier);
            if (!pipeline.finish(DRAIN)) {
                terminal.print("The pipeline is still behind after %d s".formatted(DRAIN.toSeconds()));
            }
        }
        Duration time = since(begun);
        return new Verdict(verifier.verify(), Topics.SCORED, time);
    }

    /** What the source has to offer, the broker, and the pipeline. */
    private List<Victim> victims(Source source, KafkaServer kafka, Pipeline pipeline) {
        List<Victim> victims = new ArrayList<>(source.victims());
        victims.add(new Victim("broker", () -> {
            kafka.kill();
            kafka.restart();
        }));
        victims.add(Kills.victim(pipeline, stop));
        return victims;
    }

    /** A log shows the pipeline all that was handed over; who pushes may still hold some. */
    private static void awaitArrival(Source source, Pipeline pipeline, Verifier verifier) throws InterruptedException {
        long deadline = System.nanoTime() + DRAIN.toNanos();
        while (source.delivery() == Source.Delivery.AT_LEAST_ONCE
                && verifier.verify().values().stream().anyMatch(found -> found.lost() > 0)
                && System.nanoTime() < deadline) {
            pipeline.check();
            Thread.sleep(FRAME.toMillis());
        }
    }

    private boolean isOver(Duration at) {
        return stop.isAsked()
                || settings.bound().filter(bound -> at.compareTo(bound) >= 0).isPresent();
    }

    private static Duration since(long begun) {
        return Duration.ofNanos(System.nanoTime() - begun);
    }
}
