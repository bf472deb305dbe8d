package io.millrace.archetype;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The guide for authors tells the truth: its commands are run here, and its snippets stand in the project that they make. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GuideTest {
    private static final Path ROOT = Path.of(Objects.requireNonNull(System.getProperty("millrace.root")));
    private static final Pattern PLUGIN =
            Pattern.compile("<artifactId>(maven-[a-z]+-plugin)</artifactId>\\s*<version>([^<]+)</version>");

    private final String guide = read(ROOT.resolve("docs/write-a-connector.md"));
    private List<Path> project = List.of();
    private String said = "";

    @BeforeAll
    void doAsTheGuideSays(@TempDir Path folder) throws Exception {
        MavenProcess maven = new MavenProcess();
        maven.run(folder, commands().get(0));
        Path made = folder.resolve("acme-connector");
        said = maven.run(made, commands().get(1));
        try (Stream<Path> files = Files.walk(made)) {
            project = files.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void aFreshProjectIsMadeBuiltAndTested() {
        assertThat(project.stream().map(file -> file.getFileName().toString()))
                .contains("acme-connector-1.0-SNAPSHOT.jar");
        assertThat(said)
                .containsPattern("Tests run: \\d{3}, Failures: 0, Errors: 0")
                .doesNotContain("COMPILATION WARNING");
        assertThat(List.of("InputTest", "FacesTest", "OutputTest", "OptionsTest", "SparkTest"))
                .allSatisfy(test -> assertThat(said).contains("com.example.acme.Acme" + test));
    }

    @Test
    void eachSnippetStandsInTheProject() {
        List<String> sources = project.stream()
                .filter(file -> file.toString().matches(".*\\.(java|xml)|.*/META-INF/services/.*"))
                .filter(file -> !file.toString().contains("/target/"))
                .map(GuideTest::read)
                .toList();
        List<String> snippets = fenced("(?:java|xml)");
        assertThat(snippets).hasSizeGreaterThan(5);
        for (String snippet : snippets) {
            assertThat(sources.stream().filter(source -> source.contains(snippet)))
                    .as("the sources that hold this snippet of the guide:\n%s", snippet)
                    .isNotEmpty();
        }
    }

    @Test
    void eachTypeThatTheGuideNamesIsThere() throws IOException {
        List<Path> sources = new ArrayList<>(project);
        for (String module : List.of("api", "spark", "testkit", "kafka", "archetype")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve("connectors-" + module + "/src"))) {
                sources.addAll(files.toList());
            }
        }
        Set<String> there = sources.stream()
                .map(file -> file.getFileName().toString().replace(".java", ""))
                .collect(Collectors.toSet());
        // Nested, and of the JDK.
        there.addAll(Set.of("Bounds", "Entry", "AtEach", "IOException"));
        assertThat(Pattern.compile("`([A-Z]\\w*[a-z]\\w*)")
                        .matcher(guide)
                        .results()
                        .map(name -> name.group(1)))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(there).contains(name));
    }

    @Test
    void eachLinkLeadsSomewhere() {
        Pattern.compile("\\]\\(([^):#]+)\\)")
                .matcher(guide)
                .results()
                .forEach(link ->
                        assertThat(ROOT.resolve("docs").resolve(link.group(1))).exists());
    }

    @Test
    void thePluginsAreThoseOfThisBuild() {
        String build = read(ROOT.resolve("pom.xml"));
        List<MatchResult> plugins = PLUGIN.matcher(read(Path.of("src/main/resources/archetype-resources/pom.xml")))
                .results()
                .toList();
        assertThat(plugins).isNotEmpty();
        for (MatchResult plugin : plugins) {
            assertThat(build)
                    .containsPattern(Pattern.quote("<artifactId>" + plugin.group(1) + "</artifactId>") + "\\s*"
                            + Pattern.quote("<version>" + plugin.group(2) + "</version>"));
        }
    }

    /** The commands that are said to be run in a new folder: what makes the project, and what builds it. */
    private List<String> commands() {
        List<String> commands = fenced("sh");
        assertThat(commands).hasSizeGreaterThanOrEqualTo(2);
        return commands.stream()
                .map(command -> command.replace("\\\n", " ").strip())
                .toList();
    }

    private List<String> fenced(String language) {
        return Pattern.compile("^```" + language + "\\n(.*?)\\n```$", Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(guide)
                .results()
                .map(snippet -> snippet.group(1))
                .toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
