package io.millrace.examples;

import static io.millrace.examples.Addresses.with;

import io.millrace.examples.LabelledPosts.Labelled;
import io.millrace.testkit.server.FreePorts;
import io.millrace.testkit.server.XServer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.SparkSession;

/**
 * The whole demo.
 *
 * <ol>
 *   <li>The servers start at the same time, and a model learns moods meanwhile; then what is known before is put in place.
 *   <li>The pipeline starts, and posts come at a steady rate until time is over or the user says so.
 *   <li>What is under way goes through, then plain clients read everything back and count.
 * </ol>
 */
final class WholeDemo {
    /** Names where X is, if not where it always is: for a test without an account. */
    static final String ENDPOINT = "millrace.demo.x";

    /** Of the dashboard: the one that its documents name, so that users find it there. */
    private static final int USUAL_PORT = 4400;

    private static final int PARTITIONS = 2;
    private static final Duration DRAIN = Duration.ofMinutes(4);
    private static final Duration FRAME = Duration.ofMillis(500);
    private static final Duration EVERY = Duration.ofSeconds(20);

    private final Settings settings;
    private final List<Post> posts;
    private final Workplace place;
    private final Terminal terminal;
    private final Stop stop;

    WholeDemo(Settings settings, List<Post> posts, Workplace place, Terminal terminal, Stop stop) {
        this.settings = settings;
        this.posts = posts;
        this.place = place;
        this.terminal = terminal;
        this.stop = stop;
    }

    Verdict run() throws IOException, InterruptedException {
        long begun = System.nanoTime();
        terminal.print("Starting servers, each in processes of its own, and Spark; %,d different posts, %,d a second"
                .formatted(posts.size(), settings.rate()));
        CompletableFuture<Servers> starting = CompletableFuture.supplyAsync(() -> Servers.start(settings, terminal));
        try (WholeSpark spark = WholeSpark.start(settings)) {
            PipelineModel model = learned(spark.session());
            try (Servers servers = starting.join()) {
                for (String topic : List.of("posts", "enriched", "alerts")) {
                    servers.kafka().createTopic(topic, PARTITIONS);
                }
                URI page = URI.create("http://127.0.0.1:" + FreePorts.prefer(USUAL_PORT) + "/");
                Optional<XSource> x = servers.of(XServer.class).map(XSource::create);
                Addresses at = servers.addresses(
                        with(x.map(source -> source.options(0)).orElseGet(this::live), "connector", "x"),
                        Map.of("connector", "dashboard", "heading", "Posts", "port", "" + page.getPort()));
                StaticData.fill(spark.session(), at, settings.whole().profiles());
                RunningQueries pipeline = new RunningQueries(new PostsPipeline(
                        spark.session(), at, model, place.checkpoints().toString())::start);
                pipeline.start();
                x.ifPresent(XSource::open);
                terminal.print("After %.0f s the dashboard is at %s"
                        .formatted(since(begun).toMillis() / 1e3, page));
                return stream(spark, servers, page, x, pipeline);
            }
        } finally {
            var unused = starting.thenAccept(Servers::close);
        }
    }

    /** The real service, and the token of the user. */
    private Map<String, String> live() {
        Map<String, String> own = Map.of(
                "bearerToken",
                "env:" + Whole.TOKEN,
                "rule.demo",
                settings.whole().live().orElseThrow());
        String endpoint = System.getProperty(ENDPOINT);
        return endpoint == null ? own : with(own, "endpoint", endpoint);
    }

    private PipelineModel learned(SparkSession spark) {
        List<Labelled> sample = settings.whole()
                .train()
                .map(files -> LabelledPosts.read(files.posts(), files.labels()))
                .orElseGet(LabelledPosts::shipped);
        int learned = sample.size() * (100 - settings.whole().held()) / 100;
        MoodTraining training = new MoodTraining(spark);
        long begun = System.nanoTime();
        PipelineModel model = MoodTraining.savedAndLoaded(training.learn(sample.subList(0, learned)), place.model());
        MoodQuality quality = training.measure(model, sample.subList(learned, sample.size()));
        synchronized (terminal) {
            terminal.print("  A model has learned moods from %,d posts in %.1f s: %s"
                    .formatted(learned, since(begun).toMillis() / 1e3, quality));
        }
        return model;
    }

    private Verdict stream(WholeSpark spark, Servers servers, URI page, Optional<XSource> x, RunningQueries pipeline)
            throws IOException, InterruptedException {
        HandedOver handedOver = new HandedOver(Instant.now().toEpochMilli() << 20);
        WholeVerifier verifier = new WholeVerifier(
                spark.session(), servers, page, settings.whole().profiles(), handedOver);
        Feed feed = x.<Feed>map(source -> new Feeder(source, posts, settings.rate(), handedOver))
                .orElseGet(() -> new LiveFeed(servers.kafka().bootstrap(), "posts", handedOver));
        Kills kills = new Kills(victims(spark, servers, pipeline), EVERY, terminal);
        long begun = System.nanoTime();
        feed.start();
        try (Live live = new Live(servers.kafka().bootstrap(), handedOver, List.of("enriched"))) {
            Screen screen = new Screen(terminal, settings);
            for (Duration at = since(begun); !isOver(at); at = since(begun)) {
                pipeline.check();
                feed.check();
                kills.tick(at);
                screen.show(at, handedOver.count(), live.look());
                stop.await(FRAME);
            }
            terminal.print("No more posts; waiting for those under way, then reading everything back"
                    + (stop.isAsked() ? " (Ctrl-C again ends at once)" : ""));
            if (x.isPresent()) {
                feed.stop();
                awaitArrival(pipeline, verifier);
            } else {
                pipeline.letNoMoreIn();
            }
            if (!pipeline.finish(DRAIN)) {
                terminal.print("The pipeline is still behind after %d s".formatted(DRAIN.toSeconds()));
            }
            if (x.isEmpty()) {
                feed.stop();
            }
        }
        if (settings.whole().chaos() && kills.count() == 0) {
            throw new IllegalStateException("--chaos has killed nothing; give it time: --for 60s or more");
        }
        Duration time = since(begun);
        return new Verdict(verifier.verify(), "enriched", time);
    }

    /** With chaos: everything, one after the other. */
    private List<Victim> victims(WholeSpark spark, Servers servers, Pipeline pipeline) {
        List<Victim> victims = new ArrayList<>();
        if (settings.whole().chaos()) {
            spark.victim().ifPresent(victims::add);
            victims.add(Kills.victim(pipeline, stop));
            victims.addAll(servers.victims());
        }
        return victims;
    }

    private static void awaitArrival(Pipeline pipeline, WholeVerifier verifier) throws InterruptedException {
        long deadline = System.nanoTime() + DRAIN.toNanos();
        while (verifier.awaited() > 0 && System.nanoTime() < deadline) {
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
