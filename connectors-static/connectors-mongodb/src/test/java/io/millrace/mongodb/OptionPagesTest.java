package io.millrace.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.runtime.OptionReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The reference of options is what the code declares. With {@code -Dmillrace.write.docs=true} the page is written instead of
 * compared.
 */
class OptionPagesTest {
    @Test
    void thePageOfChangesIsTrue() throws IOException {
        compare(
                "mongodb-changes.md",
                "# Options of connector `mongodb-changes`\n\nBeside these it takes the [options that every connector"
                        + " takes](all-connectors.md).\n\n"
                        + OptionReference.markdown(new ChangesInput().options()));
    }

    @Test
    void thePageOfMongoDbIsTrue() throws IOException {
        compare(
                "mongodb.md",
                "# Options of connector `mongodb`\n\nBeside these it takes the [options that every connector takes](all-connectors.md).\n\n"
                        + "## Reading and looking up\n\n" + OptionReference.markdown(new MongoInput().options())
                        + "\n## Writing\n\n" + OptionReference.markdown(new MongoOutput().options()));
    }

    private static void compare(String name, String expected) throws IOException {
        Path page = Path.of(System.getProperty("millrace.root", ".."), "docs", "options", name);
        if (Boolean.getBoolean("millrace.write.docs")) {
            Files.writeString(page, expected);
        }
        assertThat(page)
                .as("written anew with -Dmillrace.write.docs=true")
                .content()
                .isEqualTo(expected);
    }
}
