package io.millrace.examples;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Real posts, which are not part of the project: their licence is not ours to give. */
final class RealPosts {
    private RealPosts() {}

    /** The directory with {@code posts.jsonl} and {@code labels.csv}; the test is skipped where there is none. */
    static Path directory() {
        Path directory = Path.of(System.getProperty("millrace.root", ".."))
                .toAbsolutePath()
                .resolve("../shared/data/tweets")
                .normalize();
        assumeTrue(
                Files.isReadable(directory.resolve("posts.jsonl")),
                "real posts are not part of the project and were not found in ../shared/data/tweets beside it");
        return directory;
    }
}
