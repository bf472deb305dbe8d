package io.millrace.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

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

    /** Spark may still be tidying up in it. */
    void remove() throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException why) throws IOException {
                if (why instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw why;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path emptied, @Nullable IOException why) throws IOException {
                Files.deleteIfExists(emptied);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
