package io.millrace.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each promise names a test that is there, on the page of guarantees and wherever else one is named. */
class GuaranteesPageTest {
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w*Test)\\.(\\w+)`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^):#]*)(?:#([^)]+))?\\)");
    private static final Path ROOT = Path.of(System.getProperty("millrace.root", ".."));

    @Test
    void eachTestThatIsNamedExists() throws IOException {
        Map<String, String> sources = sources();
        int tests = 0;
        for (Path page : pages()) {
            Matcher named = TEST.matcher(Files.readString(page));
            while (named.find()) {
                tests++;
                assertThat(sources.getOrDefault(named.group(1), ""))
                        .as("%s in %s", named.group(), page)
                        .contains("void " + named.group(2) + "(");
            }
        }
        assertThat(tests).isGreaterThan(200);
    }

    @Test
    void eachPromiseNamesATest() throws IOException {
        assertThat(Files.readAllLines(ROOT.resolve("docs/guarantees.md")).stream()
                        .filter(line ->
                                line.startsWith("|") && !line.startsWith("|--") && !line.startsWith("| promise")))
                .isNotEmpty()
                .allMatch(line -> TEST.matcher(line).find());
    }

    @Test
    void eachLinkLeadsSomewhere() throws IOException {
        for (Path page : pages()) {
            Matcher link = LINK.matcher(Files.readString(page));
            while (link.find()) {
                Path target = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1));
                assertThat(target).as("%s in %s", link.group(), page).exists();
                if (link.group(2) != null) {
                    assertThat(anchors(target))
                            .as("%s in %s", link.group(), page)
                            .contains(link.group(2));
                }
            }
        }
    }

    /** Of its headings, as sites that show Markdown make them. */
    private static List<String> anchors(Path page) throws IOException {
        return Files.readAllLines(page).stream()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9 _-]", "")
                        .replace(' ', '-'))
                .toList();
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
            return files.filter(file -> file.toString().endsWith(".md")).toList();
        }
    }

    private static Map<String, String> sources() throws IOException {
        Map<String, String> sources = new HashMap<>();
        for (Path tests : testFolders()) {
            try (Stream<Path> files = Files.walk(tests)) {
                for (Path file : files.filter(one -> one.toString().endsWith("Test.java"))
                        .toList()) {
                    String name = file.getFileName().toString().replace(".java", "");
                    sources.merge(name, Files.readString(file), String::concat);
                }
            }
        }
        return sources;
    }

    /** Of all modules, which lie at most one folder deep. */
    private static List<Path> testFolders() throws IOException {
        try (Stream<Path> folders = Files.find(ROOT, 2, (path, found) -> found.isDirectory())) {
            return folders.map(module -> module.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .toList();
        }
    }
}
