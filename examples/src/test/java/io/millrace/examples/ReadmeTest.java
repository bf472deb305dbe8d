package io.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.runtime.Connectors;
import io.millrace.runtime.ReadOptions;
import io.millrace.runtime.WriteOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The README tells the truth: its examples are compiled, its links lead somewhere, its error is what users see. */
class ReadmeTest {
    private static final Path ROOT = Path.of(System.getProperty("millrace.root", ".."));

    @Test
    void eachExampleStandsInACompiledSource() throws IOException {
        String source =
                Files.readString(ROOT.resolve("examples/src/main/java/io/millrace/examples/ReadmeExamples.java"));
        Matcher example =
                Pattern.compile("```(?:java|sql)\\n(.*?)```", Pattern.DOTALL).matcher(readme());
        int examples = 0;
        while (example.find()) {
            examples++;
            assertThat(source).contains(example.group(1).stripTrailing());
        }
        assertThat(examples).isGreaterThan(5);
    }

    @Test
    void theOptionsOfTheExamplesInOtherLanguagesAreKnown() throws IOException {
        for (String language : List.of("python", "scala")) {
            String[] halves = Snippets.of(language).split("writeStream", 2);
            ReadOptions.with(Connectors.log("kafka")).read(options(halves[0]));
            Map<String, String> writing = options(halves[1]);
            writing.remove("checkpointLocation"); // Spark's own
            WriteOptions.with(Connectors.output("kafka")).read(writing);
        }
    }

    private static Map<String, String> options(String text) {
        Map<String, String> options = new HashMap<>();
        Pattern.compile("\\.option\\(\"([^\"]+)\", \"?(\\w[^\")]*)\"?\\)")
                .matcher(text)
                .results()
                .forEach(option -> options.put(option.group(1), option.group(2)));
        assertThat(options).hasSizeGreaterThan(2);
        return options;
    }

    @Test
    void eachLinkLeadsSomewhere() throws IOException {
        Matcher link = Pattern.compile("\\]\\(([^):]+)\\)").matcher(readme());
        while (link.find()) {
            assertThat(ROOT.resolve(link.group(1))).exists();
        }
    }

    @Test
    void theErrorIsWhatUsersSee() throws IOException {
        Matcher error =
                Pattern.compile("```\\n(\\d+ options are wrong: .*)\\n```").matcher(readme());
        assertThat(error.find()).isTrue();
        Map<String, String> given = Map.of(
                "connector", "kafka",
                "kafka.bootstrap.servers", "localhost:9092",
                "subscribe", "orders",
                "startingOfsets", "earliest",
                "maxRecords", "many");
        assertThatThrownBy(() -> ReadOptions.with(Connectors.log("kafka")).read(given))
                .hasMessage(error.group(1));
    }

    private static String readme() throws IOException {
        return Files.readString(ROOT.resolve("README.md"));
    }
}
