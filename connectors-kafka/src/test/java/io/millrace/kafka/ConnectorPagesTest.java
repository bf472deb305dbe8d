package io.millrace.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The pages of connectors are whole, and the words that they tell users to write are options. What is an option is read from the
 * pages in {@code docs/options}, which other tests compare with the code.
 */
class ConnectorPagesTest {
    private static final Path DOCS = Path.of(System.getProperty("millrace.root", ".."), "docs");
    private static final Pattern OPTION_PAGE = Pattern.compile("\\]\\(\\.\\./options/([\\w-]+\\.md)\\)");
    private static final Pattern WORD = Pattern.compile("`([^`]+)`");
    private static final Set<String> PARTS = Set.of("Columns", "Guarantees", "Tuning", "Security");

    @Test
    void eachConnectorHasAPageWithAllParts() throws IOException {
        Set<String> described = new TreeSet<>();
        for (Path page : pages()) {
            String text = Files.readString(page);
            List<String> options = optionPages(text);
            described.addAll(options);
            if (options.contains(page.getFileName().toString())) { // else it is about something beside the connectors
                for (String part : PARTS) {
                    assertThat(text).as("%s has a part %s", page, part).containsPattern("(?m)^##+ " + part);
                }
            }
        }
        assertThat(described).containsAll(names(DOCS.resolve("options")));
    }

    @Test
    void eachNewWordIsAnOption() throws IOException {
        int words = 0;
        for (Path page : pages()) {
            String text = Files.readString(page);
            Map<String, String> known = options(optionPages(text));
            for (String[] row : moves(text)) {
                List<String> now = words(row[1]);
                assertThat(!now.isEmpty() || row[1].startsWith("none"))
                        .as("%s: %s has a new word, or none", page, row[0])
                        .isTrue();
                for (String word : now) {
                    assertIsOption(page, word, known);
                }
                if (row[1].contains("old word")) {
                    for (String word : words(row[0])) {
                        assertIsOption(page, word, known);
                    }
                }
                words += now.size();
            }
        }
        assertThat(words).isGreaterThan(100);
    }

    @Test
    void aWordThatIsNoOptionIsFound() throws IOException {
        Map<String, String> known = options(List.of("kafka.md"));
        assertThat(known)
                .containsKeys("maxrecords", "maxoffsetspertrigger", "kafka.")
                .doesNotContainKey("maxrecord");
        assertThat(isOption("onDataLoss=warn", known)).isTrue();
        assertThat(isOption("onDataLoss=maybe", known)).isFalse();
        assertThat(isOption("startingOffset", known)).isFalse();
    }

    private static void assertIsOption(Path page, String word, Map<String, String> known) {
        assertThat(isOption(word, known))
                .as("%s tells users to write '%s'", page, word)
                .isTrue();
    }

    /** Whether a word is the name of an option, one that is handed on, or a name and one of the values that it takes. */
    private static boolean isOption(String word, Map<String, String> known) {
        String[] parts = word.split("=", 2);
        String name = fold(parts[0].replaceFirst("\\*$", ""));
        String type = known.get(name);
        if (type == null) {
            return known.keySet().stream().anyMatch(prefix -> prefix.endsWith(".") && name.startsWith(prefix));
        }
        return parts.length == 1
                || !type.contains(" | ")
                || List.of(type.split(" \\| ")).contains(parts[1]);
    }

    /** Types by names and aliases, and the prefixes of what is handed on, which end in a dot. */
    private static Map<String, String> options(List<String> pages) throws IOException {
        List<String> all = new ArrayList<>(pages);
        all.add("all-connectors.md");
        Map<String, String> types = new HashMap<>();
        for (String page : all) {
            for (String line : Files.readAllLines(DOCS.resolve("options").resolve(page))) {
                String[] cells = line.replace("\\|", "\u0000").split("\\|", -1);
                if (line.startsWith("| `")) {
                    String type = cells[2].replace('\u0000', '|').strip();
                    words(cells[1])
                            .forEach(name -> types.merge(
                                    fold(name.replace("*", "")),
                                    type,
                                    (one, other) -> one.length() > other.length() ? one : other));
                }
            }
        }
        return types;
    }

    /** The rows of the tables that say what an old word became. */
    private static List<String[]> moves(String text) {
        List<String[]> rows = new ArrayList<>();
        boolean inside = false;
        for (String line : text.lines().toList()) {
            if (line.startsWith("| old word | new word |")) {
                inside = true;
            } else if (!line.startsWith("|")) {
                inside = false;
            } else if (inside && !line.startsWith("|--")) {
                String[] cells = line.split("\\|", -1);
                rows.add(new String[] {cells[1].strip(), cells[2].strip()});
            }
        }
        return rows;
    }

    private static List<String> words(String text) {
        return WORD.matcher(text).results().map(found -> found.group(1)).toList();
    }

    private static List<String> optionPages(String text) {
        Matcher link = OPTION_PAGE.matcher(text);
        return link.results()
                .map(found -> found.group(1))
                .filter(name -> !name.equals("all-connectors.md"))
                .distinct()
                .toList();
    }

    private static Set<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            Set<String> names = new TreeSet<>();
            files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("all-connectors.md"))
                    .forEach(names::add);
            return names;
        }
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.list(DOCS.resolve("connectors"))) {
            return files.filter(file -> file.toString().endsWith(".md")).toList();
        }
    }

    private static String fold(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
