package io.millrace.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A temporary directory for the checkpoints, the log and the files of posts of one run. */
final class Workplace {
    private final Path directory;

    private Workplace(Path directory) {
        this.directory = directory;
    }

    /** A new place, to which all logging goes from now on. To be called before anything logs. */
    static Workplace create() {
        try {
            Workplace place = new Workplace(Files.createTempDirectory("millrace-demo-"));
            System.setProperty("millrace.demo.log", place.log().toString());
            System.setProperty("log4j2.configurationFile", "classpath:io/millrace/examples/demo-log4j2.properties");
            return place;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path log() {
        return directory.resolve("demo.log");
    }

    Path checkpoints() {
        return directory.resolve("checkpoints");
    }

    Path model() {
        return directory.resolve("model");
    }

    Path posts() {
        return directory.resolve("posts");
    }

    void remove() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(directory)) {
            files = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
    }
}
