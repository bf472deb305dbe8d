package io.millrace.examples;

import io.millrace.api.ConnectorException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Where the posts come from: the sample that ships with the demo, or a file. */
final class Posts {
    private static final String SAMPLE = "posts.jsonl";

    private Posts() {}

    /**
     * All posts; blank lines do not count.
     *
     * @throws ConnectorException if there are none, or a line is no post
     */
    static List<Post> read(Optional<Path> file) {
        try (BufferedReader lines = file.isPresent() ? Files.newBufferedReader(file.get()) : sample()) {
            return read(lines, file.map(Path::toString).orElse(SAMPLE));
        } catch (NoSuchFileException e) {
            throw ConnectorException.settings(
                    "Option '--posts'='" + file.orElseThrow() + "': there is no such file", e);
        } catch (IOException e) {
            throw ConnectorException.settings("The posts cannot be read: " + e, e);
        }
    }

    private static List<Post> read(BufferedReader lines, String name) throws IOException {
        List<Post> posts = new ArrayList<>();
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            if (!line.isBlank()) {
                try {
                    posts.add(Post.of(line));
                } catch (IllegalArgumentException e) {
                    throw ConnectorException.settings(
                            "Line " + number + " of " + name + " is no post: " + e.getMessage(), e);
                }
            }
        }
        if (posts.isEmpty()) {
            throw ConnectorException.settings(name + " holds no posts; give a file with one JSON object a line");
        }
        return posts;
    }

    private static BufferedReader sample() {
        return new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(Posts.class.getResourceAsStream(SAMPLE), SAMPLE), StandardCharsets.UTF_8));
    }
}
