package io.millrace.examples;

import io.millrace.api.ConnectorException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;

/** Posts of which people have told the mood. */
final class LabelledPosts {
    /** The moods, each at the place that is its number. */
    static final List<String> MOODS = List.of("negative", "neutral", "positive");

    private static final String LABELS = "labels.csv";
    private static final String SENTENCES = "moods.txt";
    private static final String SIGNS = "-0+";

    /**
     * A post to learn from.
     *
     * @param text what it says
     * @param mood the number of its mood
     */
    record Labelled(String text, int mood) {}

    private LabelledPosts() {}

    /** What ships with the demo: the sample posts and some sentences, mixed, and always in the same order. */
    static List<Labelled> shipped() {
        try (BufferedReader labels = resource(LABELS);
                BufferedReader sentences = resource(SENTENCES)) {
            List<Labelled> all = new ArrayList<>(join(Posts.read(Optional.empty()), labels, LABELS));
            sentences
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(line -> all.add(new Labelled(line.substring(2), SIGNS.indexOf(line.charAt(0)))));
            Collections.shuffle(all, new Random(1));
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Posts of a file with the labels of another, whose first line names its columns: one is called id, one label. Posts without
     * a label are left out.
     *
     * @throws ConnectorException if they cannot be read, or there is none
     */
    static List<Labelled> read(Path posts, Path labels) {
        try (BufferedReader lines = Files.newBufferedReader(labels)) {
            return join(Posts.read(Optional.of(posts)), lines, labels.toString());
        } catch (IOException e) {
            throw ConnectorException.settings("The labels in " + labels + " cannot be read: " + e, e);
        }
    }

    private static List<Labelled> join(List<Post> posts, BufferedReader labels, String name) throws IOException {
        Map<String, Integer> moods = moods(labels, name);
        List<Labelled> joined = new ArrayList<>();
        for (Post post : posts) {
            Integer mood = moods.get(post.id());
            if (mood != null) {
                joined.add(new Labelled(post.text(), mood));
            }
        }
        if (joined.isEmpty()) {
            throw ConnectorException.settings(
                    "None of the posts has a label in " + name + "; the column 'id' must hold the posts' ids");
        }
        return joined;
    }

    private static Map<String, Integer> moods(BufferedReader lines, String name) throws IOException {
        List<String> columns =
                List.of(Objects.requireNonNullElse(lines.readLine(), "").split(",", -1));
        int id = columns.indexOf("id");
        int label = columns.indexOf("label");
        if (id < 0 || label < 0) {
            throw ConnectorException.settings(
                    "The first line of " + name + " must name the columns 'id' and 'label'; it is " + columns);
        }
        Map<String, Integer> moods = new HashMap<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] values = line.split(",", -1);
            int mood = values.length == columns.size() ? MOODS.indexOf(values[label]) : -1;
            if (mood < 0) {
                throw ConnectorException.settings("'" + line + "' in " + name + " has no label of " + MOODS);
            }
            moods.put(values[id], mood);
        }
        return moods;
    }

    private static BufferedReader resource(String name) {
        return new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(LabelledPosts.class.getResourceAsStream(name), name), StandardCharsets.UTF_8));
    }
}
