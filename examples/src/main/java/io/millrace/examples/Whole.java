package io.millrace.examples;

import io.millrace.api.ConnectorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the user asked of the whole demo, which has X for its source, beside what all demos have.
 *
 * @param servers which are started
 * @param train what moods are learned from; empty: the sample that ships with the demo
 * @param held how many of 100 labelled posts are held back, to see how well a model does
 * @param profiles a file with authors' profiles; empty: those that ship with the demo
 * @param live a rule by which the real service is followed; empty: the stand-in is
 * @param spark the master of a cluster on this machine; empty: Spark is in this process
 * @param chaos whether servers, executors and the pipeline are killed on the way
 */
record Whole(
        Set<Server> servers,
        Optional<Train> train,
        int held,
        Optional<Path> profiles,
        Optional<String> live,
        Optional<String> spark,
        boolean chaos) {
    /** The environment's variable with the bearer token of the user's account. */
    static final String TOKEN = "X_BEARER_TOKEN";

    /** A server of the demo. */
    enum Server {
        /** The stand-in of X. */
        X,
        /** The broker; always there. */
        KAFKA,
        /** Authors' profiles and moods. */
        MONGODB,
        /** Topics and counts. */
        HBASE,
        /** Places. */
        HDFS,
        /** The archive. */
        S3;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Two files.
     *
     * @param posts one JSON object a line
     * @param labels lines of values between commas: the id of a post, and its mood
     */
    record Train(Path posts, Path labels) {
        static Train of(String files) {
            String[] both = files.split(",", -1);
            if (both.length != 2) {
                throw ConnectorException.settings(
                        "Option '--train'='" + files + "': give two files, POSTS,LABELS, with a comma between them");
            }
            return new Train(Path.of(both[0]), Path.of(both[1]));
        }
    }

    Whole {
        servers = Set.copyOf(servers);
    }

    /**
     * Looks whether what the user named is there, before anything is started.
     *
     * @param environment the process' variables
     * @throws ConnectorException if not
     */
    void check(Map<String, String> environment) {
        if (live.isPresent() && environment.getOrDefault(TOKEN, "").isBlank()) {
            throw ConnectorException.settings("Option '--live' follows X itself, with a bearer token of yours: set the"
                    + " environment's variable " + TOKEN + " to it");
        }
        profiles.ifPresent(file -> check("--profiles", file));
        train.ifPresent(files -> {
            check("--train", files.posts());
            check("--train", files.labels());
        });
    }

    private static void check(String option, Path file) {
        if (!Files.isReadable(file)) {
            throw ConnectorException.settings("Option '" + option + "': there is no file '" + file + "' to read");
        }
    }

    /** All servers, unless some are named: then these, Kafka and the stand-in of X, unless X itself is followed. */
    static Set<Server> servers(List<String> only, Optional<String> live) {
        Set<Server> servers = EnumSet.allOf(Server.class);
        if (!only.isEmpty()) {
            servers.retainAll(only.stream().map(Whole::server).toList());
            servers.add(Server.KAFKA);
            servers.add(Server.X);
        }
        if (live.isPresent()) {
            servers.remove(Server.X);
        }
        return servers;
    }

    private static Server server(String word) {
        return Stream.of(Server.values())
                .filter(server -> server.word().equalsIgnoreCase(word))
                .findAny()
                .orElseThrow(() -> ConnectorException.settings("Option '--only' has '" + word + "'; expected some of "
                        + Stream.of(Server.values()).map(Server::word).collect(Collectors.joining(", "))));
    }
}
