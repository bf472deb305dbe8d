package io.millrace.examples;

import io.millrace.api.ConnectorException;
import io.millrace.api.Option;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the user asked the demo for.
 *
 * @param bound when it ends by itself; empty: at Ctrl-C
 * @param posts a file of posts; empty: those that ship with the demo
 * @param source what carries the posts
 * @param api what the pipeline is written on
 * @param rate posts a second
 * @param partitions of each topic
 * @param kill whether broker, agent and pipeline are killed on the way
 * @param whole the rest, if the source is X
 */
record Settings(
        Optional<Duration> bound,
        Optional<Path> posts,
        From source,
        Api api,
        long rate,
        int partitions,
        boolean kill,
        Whole whole) {
    /** What carries the posts to the pipeline. */
    enum From {
        /** The filtered stream of X: the whole demo. */
        X,
        /** A topic. */
        KAFKA,
        /** An agent that follows files. */
        FLUME,
        /** A stream. */
        KINESIS,
        /** A job of Flink that reads files. */
        FLINK,
        /** A topology of Storm that reads files. */
        STORM
    }

    /** What the pipeline is written on. */
    enum Api {
        /** Structured Streaming. */
        STRUCTURED,
        /** DStreams. */
        DSTREAM
    }

    private static final Option<Duration> FOR = Option.duration("--for")
            .check(time -> time.toMillis() >= 1000, "must be 1s or longer, with its unit: write 60s or 5m")
            .doc("when to end");

    private static final Option<String> POSTS = Option.string("--posts").doc("a file of posts");

    private static final Option<From> SOURCE =
            Option.oneOf("--source", From.class).orElse("x").doc("what carries the posts");

    private static final Option<Api> API =
            Option.oneOf("--api", Api.class).orElse("structured").doc("what the pipeline is written on");

    private static final Option<Long> RATE = Option.wholeNumber("--rate")
            .check(rate -> rate >= 1 && rate <= 100_000, "must be from 1 to 100000")
            .doc("posts a second");

    private static final Option<Long> PARTITIONS = Option.wholeNumber("--partitions")
            .check(count -> count >= 1 && count <= 64, "must be from 1 to 64")
            .orElse("4");

    private static final Option<Boolean> KILL = Option.flag("--kill").orElse("false");

    private static final Option<List<String>> ONLY = Option.list("--only").doc("the servers to start");

    private static final Option<String> TRAIN = Option.string("--train").doc("files of posts and labels");

    private static final Option<Long> HELD = Option.wholeNumber("--held")
            .check(percent -> percent >= 1 && percent <= 90, "must be from 1 to 90")
            .orElse("20");

    private static final Option<String> PROFILES = Option.string("--profiles").doc("a file of profiles");

    private static final Option<String> LIVE = Option.string("--live").doc("a rule of the real service");

    private static final Option<String> SPARK = Option.string("--spark").doc("a cluster's master");

    private static final Option<Boolean> CHAOS = Option.flag("--chaos").orElse("false");

    private static final List<Option<?>> OF_THE_WHOLE = List.of(ONLY, TRAIN, HELD, PROFILES, LIVE, SPARK, CHAOS);

    private static final List<Option<?>> OF_SMALL_ONES = List.of(API, PARTITIONS, KILL);

    private static final OptionSet ALL = OptionSet.of(
            FOR, POSTS, SOURCE, API, RATE, PARTITIONS, KILL, ONLY, TRAIN, HELD, PROFILES, LIVE, SPARK, CHAOS);

    /** How many readers of the source the pipeline has. */
    int readers() {
        return switch (api) {
            case STRUCTURED -> StructuredPipeline.READERS;
            case DSTREAM -> DStreamPipeline.READERS;
        };
    }

    /** How many receivers keep a core for good. */
    int receivers() {
        return switch (source) {
            case KAFKA, KINESIS -> 0;
            case FLUME, FLINK, STORM -> readers();
            case X -> 1;
        };
    }

    /**
     * Reads the words of the command line.
     *
     * @throws ConnectorException with everything that is wrong with them
     */
    static Settings of(List<String> words) {
        Options options = ALL.read(pairs(words));
        From source = options.value(SOURCE);
        for (Option<?> option : source == From.X ? OF_SMALL_ONES : OF_THE_WHOLE) {
            if (options.has(option)) {
                throw ConnectorException.settings(
                        source == From.X
                                ? "Option '" + option.name()
                                        + "' is for a small demo; give '--source' too: kafka, flume or kinesis"
                                : "Option '" + option.name() + "' is for the whole demo, without '--source'");
            }
        }
        return new Settings(
                options.find(FOR),
                options.find(POSTS).map(Path::of),
                source,
                options.value(API),
                options.find(RATE).orElse(source == From.X ? 100L : 200L),
                options.value(PARTITIONS).intValue(),
                options.value(KILL),
                whole(options));
    }

    private static Whole whole(Options options) {
        return new Whole(
                Whole.servers(options.find(ONLY).orElse(List.of()), options.find(LIVE)),
                options.find(TRAIN).map(Whole.Train::of),
                options.value(HELD).intValue(),
                options.find(PROFILES).map(Path::of),
                options.find(LIVE),
                options.find(SPARK),
                options.value(CHAOS));
    }

    private static Map<String, String> pairs(List<String> words) {
        Map<String, String> pairs = new LinkedHashMap<>();
        Iterator<String> rest = words.iterator();
        while (rest.hasNext()) {
            String word = rest.next();
            int equals = word.indexOf('=');
            if (!word.startsWith("--")) {
                throw ConnectorException.settings("'" + word + "' is no option; options begin with --");
            } else if (equals > 0) {
                pairs.put(word.substring(0, equals), word.substring(equals + 1));
            } else if (word.equalsIgnoreCase(KILL.name()) || word.equalsIgnoreCase(CHAOS.name())) {
                pairs.put(word, "true");
            } else {
                pairs.put(word, rest.hasNext() ? rest.next() : "");
            }
        }
        return pairs;
    }
}
