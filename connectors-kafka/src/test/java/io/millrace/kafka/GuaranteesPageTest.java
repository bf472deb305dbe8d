package io.millrace.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each promise names a test that is there. */
class GuaranteesPageTest {
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w*Test)\\.(\\w+)`");
    private static final Path ROOT = Path.of(System.getProperty("millrace.root", ".."));

    @Test
    void eachTestThatIsNamedExists() throws IOException {
        Map<String, String> sources = sources();
        Matcher named = TEST.matcher(Files.readString(ROOT.resolve("docs/guarantees.md")));
        int tests = 0;
        while (named.find()) {
            tests++;
            assertThat(sources.getOrDefault(named.group(1), "")).contains("void " + named.group(2) + "(");
        }
        assertThat(tests).isGreaterThan(20);
    }

    @Test
    void eachPromiseNamesATest() throws IOException {
        assertThat(Files.readAllLines(ROOT.resolve("docs/guarantees.md")).stream()
                        .filter(line ->
                                line.startsWith("|") && !line.startsWith("|--") && !line.startsWith("| promise")))
                .isNotEmpty()
                .allMatch(line -> TEST.matcher(line).find());
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
