package io.millrace.sender;

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
    void thePageOfTheSenderIsTrue() throws IOException {
        String expected = "# Options of the sink for Flink and the bolt for Storm\n\n"
                + OptionReference.markdown(SenderOptions.ALL);
        Path page = Path.of(System.getProperty("millrace.root", ".."), "docs", "options", "sender.md");
        if (Boolean.getBoolean("millrace.write.docs")) {
            Files.writeString(page, expected);
        }
        assertThat(page)
                .as("written anew with -Dmillrace.write.docs=true")
                .content()
                .isEqualTo(expected);
    }
}
