package io.millrace.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.OptionSet;
import io.millrace.runtime.DStreamOptions;
import io.millrace.runtime.OptionReference;
import io.millrace.runtime.ParseOptions;
import io.millrace.runtime.ReadOptions;
import io.millrace.runtime.StoreOptions;
import io.millrace.runtime.WriteOptions;
import io.millrace.runtime.journal.JournalOptions;
import io.millrace.runtime.lookup.LookupOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The reference of options is what the code declares. With {@code -Dmillrace.write.docs=true} the pages are written instead of
 * compared.
 */
class OptionPagesTest {
    @Test
    void thePageOfTheOptionsThatAllConnectorsShareIsTrue() throws IOException {
        check(
                "all-connectors.md",
                "# Options that every connector takes\n\n## Reading\n\n"
                        + OptionReference.markdown(ReadOptions.framework())
                        + "\n## Reading push sources\n\nBeside those for reading; see [operations](../operations.md) on receivers and"
                        + " journals.\n\n" + OptionReference.markdown(JournalOptions.all())
                        + "\n## Reading stores\n\nIn place of those for reading logs.\n\n"
                        + OptionReference.markdown(StoreOptions.framework()) + "\n## Writing\n\n"
                        + OptionReference.markdown(WriteOptions.framework()) + "\n## DStreams\n\n"
                        + OptionReference.markdown(DStreamOptions.all())
                        + "\n## Look-ups\n\nBeside those of the store; see [look-ups](../lookup.md).\n\n"
                        + OptionReference.markdown(LookupOptions.framework())
                        + "\n## Parsing\n\nSee [dead letters, and parsing](../dead-letters.md).\n\n"
                        + OptionReference.markdown(ParseOptions.all()));
    }

    @Test
    void thePageOfKafkaIsTrue() throws IOException {
        OptionSet input = new KafkaInput().options();
        OptionSet output = new KafkaOutput().options();
        check(
                "kafka.md",
                "# Options of connector `kafka`\n\nBeside these it takes the [options that every connector takes](all-connectors.md).\n\n"
                        + "## Reading\n\n" + OptionReference.markdown(input) + "\n## Writing\n\n"
                        + OptionReference.markdown(output));
    }

    private static void check(String name, String expected) throws IOException {
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
