package io.millrace.examples;

import io.millrace.api.ConnectorException;
import io.millrace.testkit.server.KafkaServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.spark.sql.SparkSession;

/**
 * The demo: posts go through Kafka and Spark, wired only through Millrace, and at the end a plain client counts what arrived.
 *
 * <ol>
 *   <li>A broker starts in a process of its own, and Spark in this one.
 *   <li>Posts are handed over at a steady rate until time is over or the user says so.
 *   <li>What is under way goes through, then everything is read back and counted.
 * </ol>
 */
public final class Demo {
    private static final Duration DRAIN = Duration.ofMinutes(1);
    private static final Duration FRAME = Duration.ofMillis(500);

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

    /** Runs the demo; {@code --help} tells the options. */
    public static void main(String[] words) {
        System.exit(run(List.of(words)));
    }

    private static int run(List<String> words) {
        if (words.contains("--help") || words.contains("-h")) {
            System.out.print(Settings.HELP);
            return 0;
        }
        Settings settings;
        List<Post> posts;
        try {
            settings = Settings.of(words);
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
        terminal.print("Starting Kafka in its own process and Spark in this one; %,d different posts, %,d a second"
                .formatted(posts.size(), settings.rate()));
        CompletableFuture<KafkaServer> starting = CompletableFuture.supplyAsync(this::kafka);
        try (SparkSession spark = spark();
                KafkaServer kafka = starting.join()) {
            for (String topic : List.of(Topics.POSTS, Topics.SCORED, Topics.HASHTAGS)) {
                kafka.createTopic(topic, settings.partitions());
            }
            terminal.print("Kafka is %s, its log %s"
                    .formatted(kafka.bootstrap(), kafka.process().log()));
            Verdict verdict = stream(spark, kafka);
            verdict.outputs().forEach((output, found) -> terminal.print("  %-9s %s".formatted(output, found)));
            terminal.print(verdict.line());
            return verdict.good();
        }
    }

    private Verdict stream(SparkSession spark, KafkaServer kafka) throws InterruptedException {
        HandedOver handedOver = new HandedOver(Instant.now().toEpochMilli() << 20);
        Pipeline pipeline = new Pipeline(spark, kafka.bootstrap(), place.checkpoints());
        pipeline.start();
        Feeder feeder = new Feeder(kafka.bootstrap(), posts, settings.rate(), handedOver);
        long begun = System.nanoTime();
        feeder.start();
        try (Live live = new Live(kafka.bootstrap(), handedOver)) {
            Screen screen = new Screen(terminal, settings);
            Optional<Kills> kills =
                    settings.kill() ? Optional.of(new Kills(kafka, pipeline, terminal)) : Optional.empty();
            for (Duration at = since(begun); !isOver(at); at = since(begun)) {
                pipeline.check();
                feeder.check();
                if (kills.isPresent()) {
                    kills.get().tick(at, stop);
                }
                screen.show(at, handedOver.count(), live.look());
                stop.await(FRAME);
            }
            terminal.print("No more posts; waiting for those under way, then reading everything back"
                    + (stop.isAsked() ? " (Ctrl-C again ends at once)" : ""));
            feeder.stop();
            if (!pipeline.drain(DRAIN)) {
                terminal.print("The queries are still behind after %d s".formatted(DRAIN.toSeconds()));
            }
        }
        Duration time = since(begun);
        pipeline.stop();
        Map<String, Found> found = new Verifier(kafka.bootstrap(), handedOver).verify();
        return new Verdict(found, time);
    }

    private boolean isOver(Duration at) {
        return stop.isAsked()
                || settings.bound().filter(bound -> at.compareTo(bound) >= 0).isPresent();
    }

    private static Duration since(long begun) {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /**
     * The controller takes a broker for dead that is silent for so long. A broker that was killed is let in again only after
     * that time; but a machine that is short of breath must not look like one.
     */
    private KafkaServer kafka() {
        return KafkaServer.builder()
                .property("broker.heartbeat.interval.ms", "500")
                .property("broker.session.timeout.ms", settings.kill() ? "3000" : "9000")
                .start();
    }

    private SparkSession spark() {
        return SparkSession.builder()
                .appName("millrace demo")
                .master("local[*]")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.sql.session.timeZone", "UTC")
                .config("spark.sql.shuffle.partitions", settings.partitions())
                .getOrCreate();
    }
}
