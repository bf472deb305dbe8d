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
 */
record Settings(
        Optional<Duration> bound, Optional<Path> posts, From source, Api api, long rate, int partitions, boolean kill) {
    /** What carries the posts to the pipeline. */
    enum From {
        /** A topic. */
        KAFKA,
        /** An agent that follows files. */
        FLUME,
        /** A stream. */
        KINESIS
    }

    /** What the pipeline is written on. */
    enum Api {
        /** Structured Streaming. */
        STRUCTURED,
        /** DStreams. */
        DSTREAM
    }

    static final String HELP = """
            Usage: ./demo [--for DURATION] [--source kafka|flume|kinesis] [--api structured|dstream] [--posts FILE]
                          [--rate N] [--partitions N] [--kill]

            Scores the mood of posts and counts their hashtags in Spark, wired only through Millrace, with a real Kafka broker in
            its own process, and at the end reads everything back to see that nothing was lost or duplicated.

              --for DURATION   end after this time, for example 60s or 5m; without it, at Ctrl-C
              --source NAME    how posts come in: kafka, from a topic, which is the default; flume: a real Flume agent in
                               its own process follows the files to which they are written, and pushes them to receivers;
                               or kinesis, from a stream of an emulator in its own process
              --api NAME       what the pipeline is written on: structured, Structured Streaming, which is the default; or
                               dstream: DStreams, a direct one for a log, and a receiver with a write-ahead log for flume
              --posts FILE     feed these posts, one JSON object a line in the shape of the X API v2, over and over
              --rate N         posts a second, 200 unless said otherwise
              --partitions N   partitions of each topic, and files or shards, 4 unless said otherwise
              --kill           every 15 seconds kill the agent if there is one (kill -9), the broker (kill -9), or the pipeline, in
                               turn, and start it again
              --help           this text

            The exit code is 0 if nothing was lost or duplicated, 1 if something was or the demo failed, 2 for a wrong option.
            """;

    private static final Option<Duration> FOR = Option.duration("--for")
            .check(time -> time.toMillis() >= 1000, "must be 1s or longer, with its unit: write 60s or 5m")
            .doc("when to end");

    private static final Option<String> POSTS = Option.string("--posts").doc("a file of posts");

    private static final Option<From> SOURCE =
            Option.oneOf("--source", From.class).orElse("kafka").doc("what carries the posts");

    private static final Option<Api> API =
            Option.oneOf("--api", Api.class).orElse("structured").doc("what the pipeline is written on");

    private static final Option<Long> RATE = Option.wholeNumber("--rate")
            .check(rate -> rate >= 1 && rate <= 100_000, "must be from 1 to 100000")
            .orElse("200");

    private static final Option<Long> PARTITIONS = Option.wholeNumber("--partitions")
            .check(count -> count >= 1 && count <= 64, "must be from 1 to 64")
            .orElse("4");

    private static final Option<Boolean> KILL = Option.flag("--kill").orElse("false");

    private static final OptionSet ALL = OptionSet.of(FOR, POSTS, SOURCE, API, RATE, PARTITIONS, KILL);

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
            case FLUME -> readers();
        };
    }

    /**
     * Reads the words of the command line.
     *
     * @throws ConnectorException with everything that is wrong with them
     */
    static Settings of(List<String> words) {
        Options options = ALL.read(pairs(words));
        return new Settings(
                options.find(FOR),
                options.find(POSTS).map(Path::of),
                options.value(SOURCE),
                options.value(API),
                options.value(RATE),
                options.value(PARTITIONS).intValue(),
                options.value(KILL));
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
            } else if (word.equalsIgnoreCase(KILL.name())) {
                pairs.put(word, "true");
            } else {
                pairs.put(word, rest.hasNext() ? rest.next() : "");
            }
        }
        return pairs;
    }
}
