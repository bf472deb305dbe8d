package io.millrace.examples;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** Posts in files that appear as a whole, in the order of their names, a new one every so often. One thread. */
final class PostFiles {
    private static final long LONGEST = Duration.ofMillis(100).toNanos();

    private final Path directory;
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
    private final List<Consumer<Optional<Exception>>> answers = new ArrayList<>();
    private long begun;
    private int number;

    /** @param directory for the files; it is there already */
    PostFiles(Path directory) {
        this.directory = directory;
    }

    /** Adds a post, whose answer comes when its file is there. */
    void add(byte[] line, Consumer<Optional<Exception>> answer) {
        if (answers.isEmpty()) {
            begun = System.nanoTime();
        }
        lines.writeBytes(line);
        lines.write('\n');
        answers.add(answer);
        if (System.nanoTime() - begun >= LONGEST) {
            roll();
        }
    }

    /** Lets the file of the moment appear. */
    void roll() {
        if (answers.isEmpty()) {
            return;
        }
        Optional<Exception> failure = Optional.empty();
        try {
            Path draft = directory.resolve(".draft");
            Files.write(draft, lines.toByteArray());
            Files.move(draft, directory.resolve(String.format(Locale.ROOT, "posts-%08d.jsonl", number++)));
        } catch (IOException e) {
            failure = Optional.of(e);
        }
        for (Consumer<Optional<Exception>> answer : answers) {
            answer.accept(failure);
        }
        answers.clear();
        lines.reset();
    }
}
