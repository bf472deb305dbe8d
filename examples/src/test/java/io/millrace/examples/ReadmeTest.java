package io.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every example of the README is compiled: it stands, word for word, in a source of this module. */
class ReadmeTest {
    private static final Path ROOT = Path.of(System.getProperty("millrace.root", ".."));
    private static final Pattern BLOCK = Pattern.compile("```(?:java|sql)\n(.*?)\n```", Pattern.DOTALL);

    @Test
    void everyExampleIsCompiled() throws IOException {
        String source = unindented(Files.readString(
                ROOT.resolve("examples/src/main/java/io/millrace/examples/ReadmeExamples.java")));
        List<String> blocks = BLOCK.matcher(Files.readString(ROOT.resolve("README.md"))).results()
                .map(block -> block.group(1))
                .toList();
        assertThat(blocks).hasSizeGreaterThanOrEqualTo(8).allSatisfy(block -> assertThat(source).contains(unindented(block)));
    }

    private static String unindented(String text) {
        return text.replaceAll("(?m)^ +", "").replaceAll("(?m);$", "");
    }
}
